package org.l2node.routing.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.SharedSecret;

/** Whether an HTLC is passed on, and how its end is passed back (BOLT 4; BOLT 7, HTLC Fees). */
public final class RelayRules {
  private RelayRules() {}

  /**
   * Judges an HTLC that has not been passed on yet. One that has is never judged again: its end is that of the outgoing HTLC, which by now
   * may break these rules only because time has passed. So whoever is told of a locked-in HTLC again looks for an outgoing one of that
   * origin first.
   *
   * @param channels the channel that the onion names, then others with the same peer, which may stand in for it; empty: there is none of
   *   that name
   * @param height of the chain
   */
  public static RelayDecision decide(OpenedHtlc.ToRelay htlc, List<OutgoingChannel> channels, RelayPolicy policy, BlockHeight height) {
    @Nullable
    FailureMessage ofNamed = null;
    for (OutgoingChannel channel : channels) {
      @Nullable
      FailureMessage problem = problem(htlc, channel, policy, height);
      if (problem == null) {
        return new RelayDecision.RelayTo(channel, htlc.payload().amtToForward(), htlc.payload().outgoingCltvValue(),
            htlc.add().paymentHash(),
            htlc.nextOnion(), htlc.sharedSecret());
      }
      ofNamed = ofNamed == null ? problem : ofNamed;
    }
    return fail(htlc, ofNamed == null ? new FailureMessage.UnknownNextPeer() : ofNamed);
  }

  /** The outgoing channel did not take the HTLC after all: it has changed since the decision. */
  public static RelayDecision.Fail offerRefused(OpenedHtlc.ToRelay htlc, OutgoingChannel channel) {
    return fail(htlc, new FailureMessage.TemporaryChannelFailure(channel.updateFor(htlc.payload().shortChannelId())));
  }

  /**
   * How the incoming HTLC ends when the outgoing one has ended.
   *
   * @param sharedSecret of the incoming HTLC's onion
   */
  public static Settlement passBack(SharedSecret sharedSecret, Settlement downstream) {
    return switch (downstream) {
      case Settlement.Fulfilled fulfilled -> fulfilled;
      case Settlement.Failed(var reason) -> new Settlement.Failed(OnionErrors.relay(sharedSecret, reason));
      case Settlement.Malformed(var onionHash, int code) ->
        new Settlement.Failed(OnionErrors.create(sharedSecret, FailureMessage.ofMalformed(code, onionHash)));
      case Settlement.NeverSent _ ->
        new Settlement.Failed(OnionErrors.create(sharedSecret, new FailureMessage.TemporaryChannelFailure(null)));
    };
  }

  private static RelayDecision.Fail fail(OpenedHtlc.ToRelay htlc, FailureMessage failure) {
    return RelayDecision.Fail.of(htlc.sharedSecret(), failure);
  }

  /** Why {@code channel} cannot carry the HTLC; null if it can. */
  private static @Nullable FailureMessage problem(OpenedHtlc.ToRelay htlc, OutgoingChannel channel, RelayPolicy policy,
      BlockHeight height) {
    MilliSatoshi incoming = htlc.add().amount();
    MilliSatoshi outgoing = htlc.payload().amtToForward();
    CltvExpiry incomingExpiry = htlc.add().cltvExpiry();
    CltvExpiry outgoingExpiry = htlc.payload().outgoingCltvValue();
    ForwardingTerms terms = channel.terms();
    @Nullable
    ChannelUpdate update = channel.updateFor(htlc.payload().shortChannelId());
    if (channel.state() == OutgoingChannel.State.CLOSING) {
      return new FailureMessage.PermanentChannelFailure();
    } else if (outgoing.isLessThan(terms.htlcMinimum()) || outgoing.isZero()) {
      return new FailureMessage.AmountBelowMinimum(outgoing, update);
    } else if (!paysFee(incoming, outgoing, terms)) {
      return new FailureMessage.FeeInsufficient(incoming, update);
    } else if (incomingExpiry.value() - terms.cltvExpiryDelta().blocks() < outgoingExpiry.value()) {
      return new FailureMessage.IncorrectCltvExpiry(outgoingExpiry, update);
    } else if (outgoingExpiry.value() <= (long) height.value() + policy.expiryMargin().blocks()) {
      return new FailureMessage.ExpiryTooSoon(update);
    } else if (channel.state() == OutgoingChannel.State.DISABLED) {
      return new FailureMessage.ChannelDisabled(0, update);
    } else if (incomingExpiry.value() > (long) height.value() + policy.maxExpiry().blocks()) {
      return new FailureMessage.ExpiryTooFar();
    } else if (channel.state() == OutgoingChannel.State.OFFLINE || outgoing.isMoreThan(terms.htlcMaximum())
        || outgoing.isMoreThan(channel.sendable())) {
      return new FailureMessage.TemporaryChannelFailure(update);
    }
    return null;
  }

  private static boolean paysFee(MilliSatoshi incoming, MilliSatoshi outgoing, ForwardingTerms terms) {
    long fee = ForwardingTerms.fee(terms.feeBase().msat(), terms.feeProportionalMillionths(), outgoing.msat());
    return incoming.msat() - outgoing.msat() >= fee;
  }
}
