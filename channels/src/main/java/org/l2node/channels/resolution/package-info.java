/**
 * What becomes of a channel's outputs once a commitment is on the chain (BOLT 5): from facts of the chain, and nothing that this node
 * intends to do, to what it may claim and until when. Knows commitments, not channels.
 */
@NullMarked
package org.l2node.channels.resolution;

import org.jspecify.annotations.NullMarked;
