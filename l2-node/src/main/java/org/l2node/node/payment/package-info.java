/** Invoices of this node, payments of this node, payments that it passes on. */
@NullMarked
package org.l2node.node.payment;

import org.jspecify.annotations.NullMarked;
