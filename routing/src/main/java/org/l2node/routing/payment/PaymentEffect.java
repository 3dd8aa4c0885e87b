package org.l2node.routing.payment;

import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.routing.graph.DirectedChannel;

/** An order to whoever owns the payments, carried out once the payment is durable where {@link PaymentTransition#write} says so. */
public sealed interface PaymentEffect {
  /**
   * Offer an HTLC. If the channel refuses, or its mailbox is full, answer with {@link PaymentEvent.Settled} and NeverSent. Not repeated
   * after a restart: an attempt whose HTLC no channel knows has failed.
   */
  record SendHtlc(ChannelId channelId, ChannelEvent.OfferHtlc offer) implements PaymentEffect {}

  /** The settlement of a part is durable here: its channel may forget it. Harmless to repeat. */
  record SettlementStored(int part) implements PaymentEffect {}

  /** No attempt can be made yet: tell {@link PaymentEvent.TryAgain} in a second. */
  record Wait() implements PaymentEffect {}

  /** The payment has ended; its waiting clients can be told. */
  record Ended(Payment payment) implements PaymentEffect {}

  /** A channel could not forward an amount, for {@code RouteMemory}. */
  record ChannelFailed(DirectedChannel channel, MilliSatoshi amount) implements PaymentEffect {}

  /** A channel forwarded an amount, for {@code RouteMemory}. */
  record ChannelCarried(DirectedChannel channel, MilliSatoshi amount) implements PaymentEffect {}
}
