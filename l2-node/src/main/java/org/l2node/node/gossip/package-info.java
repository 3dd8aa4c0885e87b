/** The actor that owns the gossip machine, and the file that gossip is kept in over a restart. */
@NullMarked
package org.l2node.node.gossip;

import org.jspecify.annotations.NullMarked;
