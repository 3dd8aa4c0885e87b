/**
 * The transactions of a channel (BOLT 3): commitment, HTLC and closing transactions and the sweeps of this node's own outputs, built,
 * signed and verified. Pure.
 * <p>
 * In this package <i>broadcaster</i> is the side whose commitment transaction it is, <i>countersignatory</i> the other one; offered and
 * received HTLCs are so for the broadcaster.
 */
@NullMarked
package org.l2node.channels.commitment;

import org.jspecify.annotations.NullMarked;
