/** The node's side of the base chain: one follower, one wallet, one publisher, wired to the channels. */
@NullMarked
package org.l2node.node.chain;

import org.jspecify.annotations.NullMarked;
