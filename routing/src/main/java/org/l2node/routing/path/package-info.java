/** Path finding: the cheapest way for one HTLC from this node to a payee, computed backwards from the payee as BOLT 7 demands. */
@NullMarked
package org.l2node.routing.path;

import org.jspecify.annotations.NullMarked;
