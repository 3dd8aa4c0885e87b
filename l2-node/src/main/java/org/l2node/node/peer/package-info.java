/** One actor per peer, owning every channel with it: the peer is the unit of order and of disconnection. */
@NullMarked
package org.l2node.node.peer;

import org.jspecify.annotations.NullMarked;
