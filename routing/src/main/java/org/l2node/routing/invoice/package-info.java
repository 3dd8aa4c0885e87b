/** Invoices: what a payee asks for and how to reach it (BOLT 11). */
@NullMarked
package org.l2node.routing.invoice;

import org.jspecify.annotations.NullMarked;
