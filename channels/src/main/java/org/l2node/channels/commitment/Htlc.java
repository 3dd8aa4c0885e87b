package org.l2node.channels.commitment;

import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;

/**
 * What of an HTLC shapes a commitment.
 *
 * @param direction seen from this node, in the commitments of both sides
 * @param id among those of its direction
 * @param amount what it locks
 * @param paymentHash what it is locked to
 * @param cltvExpiry when its offerer may take it back
 */
public record Htlc(Direction direction, HtlcId id, MilliSatoshi amount, PaymentHash paymentHash, CltvExpiry cltvExpiry) {
  /** Whether it is an offered one in a commitment of {@code broadcaster}; else it is a received one (BOLT 3). */
  public boolean isOfferedBy(Side broadcaster) {
    return (direction == Direction.OUTGOING) == (broadcaster == Side.LOCAL);
  }
}
