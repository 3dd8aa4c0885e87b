package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.MutualCloses;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.Warning;
import org.l2node.channels.wire.WireFormatException;

/**
 * A channel: what it becomes and does with whatever happens to it. Pure. Nothing that a peer sends makes it throw; an exception is a bug of
 * this node, and then the channel stops.
 */
public final class ChannelMachine {
  private ChannelMachine() {}

  /**
   * A new channel with this node as the opener.
   *
   * @param env with the keys of {@code command}'s keys index
   * @return {@link ChannelState.AwaitingAccept}, or {@link ChannelState.Abandoned} with an {@link Effect.Rejected}
   */
  public static Transition open(ChannelEvent.Open command, NodeId peer, Features remoteFeatures, Env env) {
    return OpenerSteps.open(command, peer, remoteFeatures, env);
  }

  /**
   * A new channel with the peer as the opener. That {@code open}'s temporary id names no other channel with this peer is for the caller to
   * see to.
   *
   * @param keysIndex which of the node's channel keys it uses; never used before; {@code env} has them
   * @param shutdownScript where to close to, unless the close command names another
   * @return {@link ChannelState.AwaitingFundingCreated}, or {@link ChannelState.Abandoned} with an error for the peer
   */
  public static Transition accept(OpenChannel open, NodeId peer, Features remoteFeatures, long keysIndex, ByteVector shutdownScript,
      Env env) {
    return AccepterSteps.accept(open, peer, remoteFeatures, keysIndex, shutdownScript, env);
  }

  /**
   * @param env with the keys of this channel
   * @throws IllegalStateException and other runtime exceptions if this node has a bug; never for what a peer sends
   */
  public static Transition step(ChannelState state, ChannelEvent event, Env env) {
    try {
      return switch (event) {
        case ChannelEvent.Received(var message) -> Messages.receive(state, message, env);
        case ChannelEvent.ReceivedError(var error) -> Closings.failedByPeer(state, error.text(), env);
        case ChannelEvent.Connected(Features remoteFeatures) -> Reestablish.connected(state, remoteFeatures, env);
        case ChannelEvent.Disconnected _ -> Reestablish.disconnected(state);
        case ChannelEvent.Command command -> command(state, command, env);
        case ChannelEvent.FromChain fromChain -> chain(state, fromChain, env);
      };
    } catch (ProtocolViolation violation) {
      return answer(state, violation, env);
    } catch (WireFormatException malformed) {
      // Extensions are read where they are used: a malformed one comes up only here.
      return answer(state, new ProtocolViolation(Severity.DISCONNECT, "BOLT 1", String.valueOf(malformed.getMessage())), env);
    }
  }

  /** BOLT 0: warning, closing the connection, failing the channel. */
  private static Transition answer(ChannelState state, ProtocolViolation violation, Env env) {
    String text = violation.rule() + ": " + violation.text();
    boolean isOpening = state instanceof ChannelState.Opening || state instanceof ChannelState.AwaitingFundingSigned;
    ChannelId id = state.channelId().orElseGet(() -> new ChannelId(state.temporaryChannelId().value()));
    return switch (violation.severity()) {
      case WARN -> Step.from(state).send(Warning.of(id, text)).to(state);
      case DISCONNECT -> isOpening
          ? Closings.fail(state, text, env)
          : Step.from(state).send(Warning.of(id, text)).add(new Effect.CloseConnection(text)).to(state);
      case FAIL_CHANNEL -> Closings.fail(state, text, env);
    };
  }

  private static Transition command(ChannelState state, ChannelEvent.Command command, Env env) {
    return switch (command) {
      case ChannelEvent.Open _ -> Step.rejectState(state, "a new channel is opened with open()");
      case ChannelEvent.FundingBuilt built -> state instanceof ChannelState.AwaitingFundingTx s
          ? OpenerSteps.fundingBuilt(s, built, env)
          // The channel came to nothing in the meantime.
          : Step.from(state).add(new Effect.FundingAbandoned(state.temporaryChannelId())).to(state);
      case ChannelEvent.FundingFailed failed ->
        state instanceof ChannelState.AwaitingFundingTx s ? OpenerSteps.fundingFailed(s, failed) : Step.ignore(state);
      case ChannelEvent.OfferHtlc offer ->
        state instanceof ChannelState.Normal s ? Offers.offer(s, offer, env) : notNow(state, "carries no new payments");
      case ChannelEvent.SettleHtlc settle ->
        state instanceof ChannelState.WithData s ? Settlements.settle(s, settle) : notNow(state, "has no HTLCs");
      case ChannelEvent.SettlementDurable(HtlcId htlcId, Origin origin) -> state instanceof ChannelState.WithData s
          ? Settlements.settlementDurable(s, htlcId, origin)
          : Step.ignore(state);
      case ChannelEvent.Sign _ -> state instanceof ChannelState.Online s ? CommitmentDance.sign(s, env) : Step.ignore(state);
      case ChannelEvent.ChangeFee(var feerate) ->
        state instanceof ChannelState.Normal s ? Offers.changeFee(s, feerate) : notNow(state, "changes no fee rate");
      case ChannelEvent.CloseMutual close ->
        state instanceof ChannelState.Online s ? Shutdowns.close(s, close, env) : notNow(state, "cannot be closed cooperatively");
      case ChannelEvent.CloseUnilateral _ -> Closings.closeUnilateral(state, env);
    };
  }

  private static Transition notNow(ChannelState state, String what) {
    boolean offline = state instanceof ChannelState.Offline || state instanceof ChannelState.Reestablishing;
    return Step.reject(state, offline
        ? new RejectReason.PeerOffline("the peer is not connected: the channel " + what + " now")
        : new RejectReason.WrongState(state.name(), "the channel " + what + " in state " + state.name()));
  }

  private static Transition chain(ChannelState state, ChannelEvent.FromChain event, Env env) {
    if (!(state instanceof ChannelState.WithData s)) {
      return Step.ignore(state);
    }
    return switch (event) {
      case ChannelEvent.FundingSeen(Transaction tx) -> Fundings.seen(s, tx, env);
      case ChannelEvent.FundingConfirmed(Transaction tx, var height, int txIndex) -> Fundings.confirmed(s, tx, height, txIndex, false, env);
      case ChannelEvent.FundingDeep(Transaction tx, var height, int txIndex) -> Fundings.confirmed(s, tx, height, txIndex, true, env);
      case ChannelEvent.FundingMissing(var tx) -> Reorganisations.missing(s, tx, env);
      case ChannelEvent.OutputSpent spent when Reorganisations.isInputSpent(s, spent) -> Reorganisations.inputSpent(s, spent, env);
      case ChannelEvent.OutputSpent spent -> OnChain.fundingSpent(s, spent, env);
      case ChannelEvent.TransactionConfirmed confirmed when Reorganisations.isBuriedConflict(s, confirmed) ->
        Reorganisations.neverAgain(s, env);
      case ChannelEvent.TransactionConfirmed confirmed -> s instanceof ChannelState.Closing closing
          ? OnChain.transactionConfirmed(closing, confirmed, env)
          : Step.ignore(s);
      case ChannelEvent.NewBlock _ -> Deadlines.newBlock(s, env);
    };
  }

  /**
   * Derives ahead the keys of the commitments that come next, a third of the work of a lone payment: for the time in which the disk or the
   * peer is waited for. Nothing depends on it but speed.
   *
   * @param env with the keys of this channel
   */
  public static void prepare(ChannelState state, Env env) {
    if (state instanceof ChannelState.Normal s) {
      Commitments c = s.data().commitments();
      ChannelBasepoints remote = s.data().params().remote().basepoints();
      env.keys().localCommitment(remote, c.localNumber().next());
      if (c.remoteNextPoint() != null && !c.isAwaitingRevocation()) {
        env.keys().remoteCommitment(remote, c.remoteNextPoint());
      }
    }
  }

  /**
   * What a stored state still owes, listed again after a restart; repeating any of it is harmless.
   *
   * @param env with the keys of this channel
   */
  public static List<Effect> resume(ChannelState state, Env env) {
    return switch (state) {
      case ChannelState.Opening _, ChannelState.Closed _ -> List.of();
      case ChannelState.AwaitingFundingSigned s -> List.of(new Effect.FundingAbandoned(s.temporaryChannelId()));
      case ChannelState.Abandoned s -> List.of(new Effect.FundingAbandoned(s.temporaryChannelId()));
      case ChannelState.WithData s -> owed(s, env);
    };
  }

  private static List<Effect> owed(ChannelState.WithData s, Env env) {
    ChannelData data = s.data();
    List<Effect> effects = new ArrayList<>();
    if (data.fundingStatus() instanceof FundingStatus.Unconfirmed(Transaction toPublish, var _) && toPublish != null) {
      effects.add(new Effect.Publish(toPublish, Effect.Purpose.FUNDING));
    }
    effects.addAll(Opening.watches(data, env));
    effects.addAll(Reorganisations.owed(data, env));
    htlcs(s, env, effects);
    if (s instanceof ChannelState.Closing closing) {
      closing(closing, env, effects);
    } else {
      MutualCloses closes = s instanceof ChannelState.Offline(ChannelState.Online resumed) ? resumed.closes() : MutualCloses.NONE;
      for (Transaction close : Arrays.asList(closes.paidByLocal(), closes.paidByRemote())) {
        if (close != null) {
          effects.add(new Effect.Publish(close, Effect.Purpose.MUTUAL_CLOSE));
        }
      }
      Announcing.announcement(data, env).ifPresent(a -> effects.add(new Effect.AnnounceChannel(data.channelId(), a)));
    }
    return effects;
  }

  private static void htlcs(ChannelState.WithData s, Env env, List<Effect> effects) {
    ChannelData data = s.data();
    // Nothing new may rest on a channel that is closing: what was not passed on yet never is. What was, is not judged again.
    boolean isOpen = s instanceof ChannelState.Online || s instanceof ChannelState.Offline(ChannelState.Normal _);
    Commitments c = data.commitments();
    for (ChannelHtlc htlc : c.htlcs().all()) {
      var settlement = htlc.mark().settlement();
      if (c.isLockedIn(htlc) && settlement == null) {
        effects.add(new Effect.HtlcLockedIn(data.channelId(), htlc.add(), !isOpen || Offers.mustFail(data, htlc, env)));
      }
      if (htlc.origin() != null && settlement != null && (htlc.mark().resolved() || htlc.isFulfilled())) {
        effects.add(new Effect.HtlcSettled(data.channelId(), htlc.id(), htlc.origin(), settlement));
      }
    }
  }

  private static void closing(ChannelState.Closing s, Env env, List<Effect> effects) {
    FundingSpend spend = s.spend();
    if (spend == null) {
      if (s.mutualClose() != null) {
        effects.add(new Effect.Publish(s.mutualClose(), Effect.Purpose.MUTUAL_CLOSE));
      }
      if (s.localCommitment() != null) {
        effects.add(new Effect.Publish(s.localCommitment(), Effect.Purpose.LOCAL_COMMITMENT));
      }
      return;
    }
    if (!spend.buried()) {
      effects.add(OnChain.watch(s.data().params(), spend, env));
    }
    effects.addAll(OnChain.sweepNow(s, env));
  }
}
