package org.l2node.channels.machine;

import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FeeUpdate;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFailHtlc;
import org.l2node.channels.wire.UpdateFailMalformedHtlc;
import org.l2node.channels.wire.UpdateFee;
import org.l2node.channels.wire.UpdateFulfillHtlc;
import org.l2node.channels.wire.UpdateMessage;

/**
 * What the peer proposes (BOLT 2, Normal Operation). A proposal is checked against the next local commitment and kept in memory until it is
 * signed for; only then is it known whether the opener can pay the fee ({@link Affordability}). Where the BOLT leaves the choice between
 * closing the connection and failing the channel we close the connection: it costs no fee on the chain and undoes the proposal.
 */
final class ReceivedUpdates {
  /** BOLT 4: set in every failure code of an onion that could not be read. */
  private static final int BADONION = 0x8000;

  private ReceivedUpdates() {}

  static Transition receive(ChannelState.Online s, UpdateMessage message, Env env) {
    if (s instanceof ChannelState.AwaitingReady || s instanceof ChannelState.Negotiating
        || s.data().commitments().remoteNextPoint() == null) {
      throw violation("update", "no update is allowed in state " + s.name());
    }
    return switch (message) {
      case UpdateAddHtlc add -> add(s, add);
      case UpdateFulfillHtlc fulfill -> fulfill(s, fulfill);
      case UpdateFailHtlc fail -> fail(s, fail);
      case UpdateFailMalformedHtlc malformed -> malformed(s, malformed);
      case UpdateFee fee -> fee(s, fee, env);
    };
  }

  private static Transition add(ChannelState.Online s, UpdateAddHtlc add) {
    String rule = "update_add_htlc";
    ChannelData data = s.data();
    ChannelParams params = data.params();
    Commitments c = data.commitments();
    check(!(s instanceof ChannelState.ShuttingDown closing && closing.remoteScript() != null), rule, "after shutdown");
    check(add.id().equals(c.nextRemoteHtlcId()), rule, "id " + add.id() + ", the next is " + c.nextRemoteHtlcId());
    MilliSatoshi least = params.local().htlcMinimum();
    check(!add.amount().isZero() && !add.amount().isLessThan(least), rule, add.amount() + " below htlc_minimum_msat " + least);
    check(add.cltvExpiry().isHeight(), rule, "cltv_expiry is no height");
    CommitmentSpec spec = nextLocalSpec(c);
    // First of all: amounts that there can be in the channel do not overflow below.
    check(!spec.toRemote().isLessThan(add.amount()), rule, "the sender has only " + spec.toRemote());
    int most = params.local().maxAcceptedHtlcs();
    check(Liquidity.count(spec, Direction.INCOMING) < most, rule, "more than max_accepted_htlcs " + most);
    MilliSatoshi inFlight = Liquidity.inFlight(spec, Direction.INCOMING).plus(add.amount());
    check(!inFlight.isMoreThan(params.local().maxHtlcValueInFlight().toMilliSatoshiCapped()), rule,
        "more than max_htlc_value_in_flight_msat");
    Satoshi reserve = params.remoteReserve();
    boolean keepsReserve = !spec.toRemote().minus(add.amount()).isLessThan(reserve.toMilliSatoshi());
    check(keepsReserve, rule, "the sender would fall below its reserve of " + reserve);
    return Step.from(s).to(s.withData(data.withCommitments(c.withProposed(ChannelHtlc.incoming(add)))));
  }

  private static CommitmentSpec nextLocalSpec(Commitments c) {
    return c.markedForNextLocal().localSpec(c.localNumber().next());
  }

  private static Transition fulfill(ChannelState.Online s, UpdateFulfillHtlc message) {
    String rule = "update_fulfill_htlc";
    ChannelHtlc htlc = removable(s, message.id(), rule);
    check(message.preimage().hash().equals(htlc.add().paymentHash()), rule, "wrong preimage for " + message.id());
    Settlement fulfilled = new Settlement.Fulfilled(message.preimage());
    Step step = Step.from(s);
    if (htlc.origin() != null && !htlc.isFulfilled()) {
      // The preimage is stored with this step: it is worth the upstream HTLC, whatever becomes of this update (BOLT 2, Forwarding HTLCs).
      step.add(new Effect.HtlcSettled(s.data().channelId(), htlc.id(), htlc.origin(), fulfilled));
    }
    ChannelHtlc removing = htlc.withMark(htlc.mark().withSettlement(fulfilled)).withProposedRemoval(fulfilled);
    return step.to(with(s, removing));
  }

  private static Transition fail(ChannelState.Online s, UpdateFailHtlc message) {
    ChannelHtlc htlc = removable(s, message.id(), "update_fail_htlc");
    check(!htlc.isFulfilled(), "update_fail_htlc", "the preimage of " + message.id() + " was shown before");
    return Step.from(s).to(with(s, htlc.withProposedRemoval(new Settlement.Failed(message.reason()))));
  }

  private static Transition malformed(ChannelState.Online s, UpdateFailMalformedHtlc message) {
    String rule = "update_fail_malformed_htlc";
    ChannelHtlc htlc = removable(s, message.id(), rule);
    check(!htlc.isFulfilled(), rule, "the preimage of " + message.id() + " was shown before");
    check((message.failureCode() & BADONION) != 0, rule, "failure_code without BADONION");
    return Step.from(s).to(with(s, htlc.withProposedRemoval(new Settlement.Malformed(message.onionHash(), message.failureCode()))));
  }

  private static ChannelState.Online with(ChannelState.Online s, ChannelHtlc htlc) {
    return s.withData(s.data().withCommitments(s.data().commitments().withHtlc(htlc)));
  }

  /**
   * An HTLC of ours that both sides are committed to and that nothing removes yet. A second removal is as wrong as one of an HTLC that
   * never was.
   */
  private static ChannelHtlc removable(ChannelState.Online s, HtlcId id, String rule) {
    Commitments c = s.data().commitments();
    ChannelHtlc htlc = c.htlcs().get(Direction.OUTGOING, id).orElse(null);
    if (htlc == null || !htlc.isInLocal(c.localNumber()) || htlc.proposedRemoval() != null) {
      throw violation(rule, id + " is not in the current commitment, or removed already");
    }
    return htlc;
  }

  private static Transition fee(ChannelState.Online s, UpdateFee message, Env env) {
    String rule = "update_fee";
    Commitments c = s.data().commitments();
    check(!c.localIsOpener(), rule, "only the opener changes the fee");
    try {
      TermChecks.checkFeerate(message.feerate(), env, "BOLT 2 update_fee");
    } catch (ProtocolViolation tooFar) {
      throw violation(rule, tooFar.text());
    }
    List<FeeUpdate> fees = new ArrayList<>(c.fees());
    if (fees.getLast().addedLocal() == null) {
      // Of proposals that nobody signed for only the last counts.
      fees.removeLast();
    }
    fees.add(new FeeUpdate(message.feerate(), null, null));
    return Step.from(s).to(s.withData(s.data().withCommitments(c.withFees(fees))));
  }

  private static void check(boolean holds, String rule, String otherwise) {
    if (!holds) {
      throw violation(rule, otherwise);
    }
  }

  private static ProtocolViolation violation(String rule, String text) {
    return new ProtocolViolation(Severity.DISCONNECT, "BOLT 2 " + rule, text);
  }
}
