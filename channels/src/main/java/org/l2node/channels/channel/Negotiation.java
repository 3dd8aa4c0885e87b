package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.ClosingSigned.FeeRange;

/**
 * How far the two sides are with the fee of the closing transaction; starts anew with each connection (BOLT 2, closing_signed).
 *
 * @param lastSent the fee this node proposed last; null: none on this connection
 * @param sentRange the range it named with it
 * @param lastReceived the fee the peer proposed last; null: none on this connection
 */
public record Negotiation(@Nullable Satoshi lastSent, @Nullable FeeRange sentRange, @Nullable Satoshi lastReceived) {
  public static final Negotiation NONE = new Negotiation(null, null, null);

  public Negotiation withSent(Satoshi fee, FeeRange range) {
    return new Negotiation(fee, range, lastReceived);
  }

  public Negotiation withReceived(Satoshi fee) {
    return new Negotiation(lastSent, sentRange, fee);
  }
}
