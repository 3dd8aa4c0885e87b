package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.SimpleClosing;
import org.l2node.channels.commitment.Sweep;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.MilliSatoshi;

/**
 * The end of a channel on the chain (BOLT 5), as far as this version goes: it recognises what spends the funding output, brings this node's
 * own outputs home, and gives back HTLCs that the chain has no trace of. HTLC outputs and revoked commitments are recorded, not resolved.
 */
final class OnChain {
  private OnChain() {}

  static Transition fundingSpent(ChannelState.WithData s, ChannelEvent.OutputSpent event, Env env) {
    if (s instanceof ChannelState.Closed || !event.output().equals(s.data().commitments().funding().outPoint())) {
      return Step.ignore(s);
    }
    Step step = Step.from(s);
    ChannelData data = s.data();
    if (s instanceof ChannelState.Online online) {
      Reestablish.neverSent(data).forEach(step::add);
      data = online.data().withCommitments(data.commitments().withoutProposals());
    }
    FundingSpend spend = new FundingSpend(kindOf(s, event.spender(), env.keys()), event.spender(), event.height(), false);
    ChannelState.Closing closing = s instanceof ChannelState.Closing already
        ? already
        : new ChannelState.Closing(data, "", null, null, Closings.localScript(s), Closings.remoteScript(s), null, null, false);
    if (closing.spend() != null && (closing.spend().buried() || closing.spend().tx().txid.equals(event.spender().txid))) {
      return Step.ignore(s);
    }
    // Whatever sweep belonged to another spend is void: that spend was reorganized away.
    step.add(watch(data.params(), spend, env));
    return progress(step, withSweep(closing.withSpend(spend), spend, env), env);
  }

  static Effect watch(ChannelParams params, FundingSpend spend, Env env) {
    return new Effect.WatchConfirmed(params.channelId(), spend.tx().txid, params.fundingScript(), env.policy().closingDepth());
  }

  private static FundingSpend.Kind kindOf(ChannelState.WithData s, Transaction tx, ChannelKeys keys) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    ChannelParams params = data.params();
    TxId txId = tx.txid;
    if (CommitmentTxs.local(params, c, c.localNumber(), keys).txId().equals(txId)) {
      return FundingSpend.Kind.LOCAL_COMMITMENT;
    }
    if (remoteNumber(data, txId, keys).isPresent()) {
      return FundingSpend.Kind.REMOTE_COMMITMENT;
    }
    if (isMutualClose(s, tx)) {
      return FundingSpend.Kind.MUTUAL_CLOSE;
    }
    if (!hasMarksOfCommitment(tx)) {
      return FundingSpend.Kind.UNKNOWN;
    }
    CommitmentNumber number = CommitmentTx.numberOf(tx, params.commitmentParameters());
    if (number.compareTo(c.remoteNumber()) < 0) {
      return FundingSpend.Kind.REVOKED_COMMITMENT;
    }
    return number.compareTo(c.signedRemoteNumber()) > 0 ? FundingSpend.Kind.FUTURE_COMMITMENT : FundingSpend.Kind.UNKNOWN;
  }

  /** Which of the remote commitments that are not revoked {@code txId} is. */
  private static Optional<CommitmentNumber> remoteNumber(ChannelData data, TxId txId, ChannelKeys keys) {
    Commitments c = data.commitments();
    if (CommitmentTxs.remote(data.params(), c, c.remoteNumber(), c.remotePoint(), keys).txId().equals(txId)) {
      return Optional.of(c.remoteNumber());
    }
    PublicKey nextPoint = c.remoteNextPoint();
    if (c.isAwaitingRevocation() && nextPoint != null
        && CommitmentTxs.remote(data.params(), c, c.signedRemoteNumber(), nextPoint, keys).txId().equals(txId)) {
      return Optional.of(c.signedRemoteNumber());
    }
    return Optional.empty();
  }

  private static boolean hasMarksOfCommitment(Transaction tx) {
    return tx.txIn.size() == 1 && tx.txIn.getFirst().sequence >>> 24 == 0x80 && tx.lockTime >>> 24 == 0x20;
  }

  /**
   * A closing transaction pays to the script of our shutdown and to one of the peer's, which may have named another on an earlier
   * connection, and to nothing else. Every fee that this node signed for makes one.
   */
  private static boolean isMutualClose(ChannelState.WithData s, Transaction tx) {
    ByteVector local = Closings.localScript(s);
    boolean exchanged = local != null && Closings.remoteScript(s) != null;
    if (exchanged && tx.txIn.size() == 1 && tx.txIn.getFirst().sequence == SimpleClosing.SEQUENCE) {
      // By closing_complete; either side may have named several addresses.
      return true;
    }
    boolean isClosing = tx.txIn.size() == 1 && tx.txIn.getFirst().sequence == TxIn.SEQUENCE_FINAL && tx.lockTime == 0;
    return exchanged && isClosing
        && tx.txOut.stream().map((TxOut output) -> output.publicKeyScript).filter(script -> !script.equals(local)).count() <= 1;
  }

  /**
   * Makes the sweep of this node's output: at once, while the state still says what the commitment was built from. It is published when it
   * is mature.
   */
  private static ChannelState.Closing withSweep(ChannelState.Closing s, FundingSpend spend, Env env) {
    ByteVector script = s.data().params().localShutdownScript();
    Optional<Transaction> sweep = switch (spend.kind()) {
      // Of what is unknown too: an output that pays this node is this node's, whatever the rest is.
      case REMOTE_COMMITMENT, REVOKED_COMMITMENT, FUTURE_COMMITMENT, UNKNOWN ->
        Sweep.toRemote(spend.tx(), env.keys(), script, env.closingFeerate());
      case LOCAL_COMMITMENT -> localSweep(s, env);
      case MUTUAL_CLOSE, FUNDING_DOUBLE_SPENT -> Optional.empty();
    };
    return s.withSweep(sweep.orElse(null), false);
  }

  static Effect watchSweep(ChannelParams params, Transaction sweep, Env env) {
    return new Effect.WatchConfirmed(params.channelId(), sweep.txid, params.localShutdownScript(), env.policy().closingDepth());
  }

  private static Optional<Transaction> localSweep(ChannelState.Closing s, Env env) {
    ChannelData data = s.data();
    CommitmentTx commitment = CommitmentTxs.local(data.params(), data.commitments(), data.commitments().localNumber(), env.keys());
    return Sweep.delayed(commitment, data.params().commitmentParameters(), env.keys(), data.params().localShutdownScript(),
        env.closingFeerate());
  }

  private static int confirmations(BlockHeight of, Env env) {
    return env.height().value() - of.value() + 1;
  }

  private static boolean isMature(ChannelState.Closing s, FundingSpend spend, Env env) {
    int delay = spend.kind() == FundingSpend.Kind.LOCAL_COMMITMENT ? s.data().params().remote().toSelfDelay().blocks() : 1;
    return confirmations(spend.height(), env) >= delay;
  }

  static Transition transactionConfirmed(ChannelState.Closing s, ChannelEvent.TransactionConfirmed event, Env env) {
    Step step = Step.from(s);
    FundingSpend spend = s.spend();
    if (spend != null && !spend.buried() && event.txId().equals(spend.tx().txid)) {
      return buried(step, s.withSpend(spend.asBuried()), env);
    }
    Transaction sweep = s.sweep();
    if (sweep != null && event.txId().equals(sweep.txid)) {
      return progress(step, s.withSweep(sweep, true), env);
    }
    return progress(step, s, env);
  }

  /** Ends a step in which what closed the channel became final. */
  static Transition buried(Step step, ChannelState.Closing s, Env env) {
    return progress(step, giveBack(step, s, env), env);
  }

  /** With each block: the sweep may have become mature; it is published again until it is final. */
  static Transition progress(Step step, ChannelState.Closing s, Env env) {
    sweepNow(s, env).forEach(step::add);
    return Closings.finish(step, s);
  }

  /** The orders that bring our output home, if it is time for them. */
  static List<Effect> sweepNow(ChannelState.Closing s, Env env) {
    Transaction sweep = s.sweep();
    if (s.spend() == null || sweep == null || s.sweepBuried() || !isMature(s, s.spend(), env)) {
      return List.of();
    }
    return List.of(new Effect.Publish(sweep, Effect.Purpose.SWEEP), watchSweep(s.data().params(), sweep, env));
  }

  /**
   * The commitment on the chain is final: HTLCs that have no output in it will never have one. Outgoing ones are given back to their
   * origins, unless the preimage is known (reliability, V13 and V14); incoming ones are the peer's again.
   */
  private static ChannelState.Closing giveBack(Step step, ChannelState.Closing s, Env env) {
    ChannelData data = s.data();
    List<ChannelHtlc> onChain = htlcsWithOutput(s, env);
    if (onChain == null) {
      return s;
    }
    Commitments c = withBalances(s, onChain, env);
    Commitments next = c.withHtlcs(c.htlcs().map(htlc -> {
      boolean kept = htlc.mark().resolved() || onChain.contains(htlc);
      if (kept) {
        return htlc;
      }
      if (htlc.origin() == null || htlc.settlementDurable()) {
        return null;
      }
      Settlement settlement = htlc.mark().settlement();
      if (settlement == null) {
        settlement = new Settlement.NeverSent("the channel was closed without this HTLC");
      }
      // A failure that the peer signed for was not told while one of its commitments still held the HTLC; a preimage was, and is again.
      step.add(new Effect.HtlcSettled(data.channelId(), htlc.id(), htlc.origin(), settlement));
      return htlc.withMark(htlc.mark().withSettlement(settlement).asResolved());
    }));
    return s.withData(data.withCommitments(next));
  }

  /**
   * With the balances that the commitment gives, HTLCs with an output aside: one that it has removed as fulfilled is its receiver's, one
   * that it never had its offerer's. One that it has without an output goes to the miners; it is taken for the peer's, so that the two
   * balances are the capacity.
   */
  private static Commitments withBalances(ChannelState.Closing s, List<ChannelHtlc> onChain, Env env) {
    Commitments c = s.data().commitments();
    FundingSpend spend = s.spend();
    boolean isLocal = spend != null && spend.kind() == FundingSpend.Kind.LOCAL_COMMITMENT;
    if (spend == null || !isLocal && spend.kind() != FundingSpend.Kind.REMOTE_COMMITMENT) {
      return c;
    }
    CommitmentNumber number = isLocal ? c.localNumber() : remoteNumber(s.data(), spend.tx().txid, env.keys()).orElseThrow();
    MilliSatoshi local = c.localBalance();
    MilliSatoshi remote = c.remoteBalance();
    for (ChannelHtlc htlc : c.htlcs().all()) {
      if (htlc.mark().resolved() || onChain.contains(htlc)) {
        continue;
      }
      boolean isIn = isLocal ? htlc.isInLocal(number) : htlc.isInRemote(number);
      boolean isPaid = htlc.isFulfilled() && (isLocal ? htlc.isRemovedFromLocal(number) : htlc.isRemovedFromRemote(number));
      if (htlc.isIncoming() && isPaid) {
        local = local.plus(htlc.amount());
        remote = remote.minus(htlc.amount());
      } else if (!htlc.isIncoming() && (isPaid || isIn)) {
        local = local.minus(htlc.amount());
        remote = remote.plus(htlc.amount());
      }
    }
    return c.withBalances(local, remote);
  }

  /** The HTLCs with an output in the commitment that closed the channel; null: that is not known. */
  private static @Nullable List<ChannelHtlc> htlcsWithOutput(ChannelState.Closing s, Env env) {
    FundingSpend spend = s.spend();
    if (spend == null) {
      return null;
    }
    ChannelData data = s.data();
    Commitments c = data.commitments();
    return switch (spend.kind()) {
      case MUTUAL_CLOSE, FUNDING_DOUBLE_SPENT -> List.of();
      case LOCAL_COMMITMENT -> untrimmed(data, Side.LOCAL, c.htlcs().all().stream().filter(h -> h.isInLocal(c.localNumber())).toList());
      case REMOTE_COMMITMENT -> {
        CommitmentNumber number = remoteNumber(data, spend.tx().txid, env.keys()).orElseThrow();
        yield untrimmed(data, Side.REMOTE, c.htlcs().all().stream().filter(h -> h.isInRemote(number)).toList());
      }
      case REVOKED_COMMITMENT, FUTURE_COMMITMENT, UNKNOWN -> null;
    };
  }

  private static List<ChannelHtlc> untrimmed(ChannelData data, Side broadcaster, List<ChannelHtlc> in) {
    var parameters = data.params().commitmentParameters();
    List<ChannelHtlc> untrimmed = new ArrayList<>();
    for (ChannelHtlc htlc : in) {
      if (!parameters.format().isTrimmed(htlc.amount(), parameters.of(broadcaster).dustLimit())) {
        untrimmed.add(htlc);
      }
    }
    return untrimmed;
  }
}
