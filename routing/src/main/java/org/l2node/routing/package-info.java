/** Onions, invoices, gossip, the graph, paths, payment and relay decisions, all pure (BOLT 4, 7, 11, 12). */
@NullMarked
package org.l2node.routing;

import org.jspecify.annotations.NullMarked;
