package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.ClosingComplete;
import org.l2node.channels.wire.ClosingSigned.FeeRange;

/**
 * How far the two sides are with the fee of the closing transaction; starts anew with each connection (BOLT 2, closing_signed).
 *
 * @param lastSent the fee this node proposed last; null: none on this connection
 * @param sentRange the range it named with it
 * @param lastReceived the fee the peer proposed last; null: none on this connection
 * @param sentComplete the closing_complete that this node waits for the closing_sig of; null: for none
 * @param completesReceived how many closing_complete came on this connection
 */
public record Negotiation(@Nullable Satoshi lastSent, @Nullable FeeRange sentRange, @Nullable Satoshi lastReceived,
    @Nullable ClosingComplete sentComplete, int completesReceived) {
  public static final Negotiation NONE = new Negotiation(null, null, null, null, 0);

  public Negotiation withSent(Satoshi fee, FeeRange range) {
    return new Negotiation(fee, range, lastReceived, sentComplete, completesReceived);
  }

  public Negotiation withReceived(Satoshi fee) {
    return new Negotiation(lastSent, sentRange, fee, sentComplete, completesReceived);
  }

  public Negotiation withComplete(@Nullable ClosingComplete complete) {
    return new Negotiation(lastSent, sentRange, lastReceived, complete, completesReceived);
  }

  public Negotiation withCompleteReceived() {
    return new Negotiation(lastSent, sentRange, lastReceived, sentComplete, completesReceived + 1);
  }
}
