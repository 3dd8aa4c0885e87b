/** What becomes of an incoming HTLC: passed on, taken, or given back, and why (BOLT 4, Accepting and Forwarding a Payment). */
@NullMarked
package org.l2node.routing.relay;

import org.jspecify.annotations.NullMarked;
