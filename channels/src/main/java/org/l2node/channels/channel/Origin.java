package org.l2node.channels.channel;

import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;

/**
 * Why this node offered an HTLC: whom its settlement is owed to. Stored with the HTLC, so that it is known after a restart; never looked up
 * by payment hash.
 */
public sealed interface Origin {
  /**
   * A part of a payment of this node's own.
   *
   * @param paymentId the payment, as the payments' table numbers it
   * @param part the part and attempt within it
   */
  record Local(long paymentId, int part) implements Origin {}

  /**
   * An HTLC that another channel received and this one passes on.
   *
   * @param upstream the channel that it came in by
   * @param htlcId its number among those that the upstream peer offered
   */
  record Relayed(ChannelId upstream, HtlcId htlcId) implements Origin {}
}
