/** The network's graph as path finding reads it: an immutable snapshot in primitive arrays, built from gossip (BOLT 7). */
@NullMarked
package org.l2node.routing.graph;

import org.jspecify.annotations.NullMarked;
