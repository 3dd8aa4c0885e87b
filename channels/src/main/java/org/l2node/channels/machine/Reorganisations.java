package org.l2node.channels.machine;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.wire.ErrorMessage;

/**
 * A funding transaction that was confirmed and has left the chain, or of a channel that is used before it is confirmed. Its opener may then
 * spend the same money otherwise, and every balance of the channel would be worth nothing: so nothing new rests on it until it is back, and
 * it ends when something else is buried in its place.
 */
final class Reorganisations {
  private Reorganisations() {}

  static Transition missing(ChannelState.WithData s, @Nullable Transaction tx, Env env) {
    ChannelData data = s.data();
    boolean isOver = s instanceof ChannelState.Closed || s instanceof ChannelState.FallenBehind
        || s instanceof ChannelState.Closing closing && closing.spend() != null;
    if (isOver || !(data.fundingStatus() instanceof FundingStatus.Confirmed(var before, var _))) {
      return Step.ignore(s);
    }
    FundingStatus.Reorganized status = new FundingStatus.Reorganized(before, tx, null);
    return Step.from(s)
        .addAll(owed(data.withFundingStatus(status), env))
        .add(new Effect.Unusable(data.channelId()))
        .to(Settlements.withData(s, data.withFundingStatus(status)));
  }

  /**
   * To be told what becomes of the inputs of a funding transaction that is in no block, where something may rest on it; the opener
   * publishes again what a reorganisation has taken out, with option_zeroconf both sides do.
   */
  static List<Effect> owed(ChannelData data, Env env) {
    ChannelParams params = data.params();
    List<Effect> effects = new ArrayList<>();
    switch (data.fundingStatus()) {
      case FundingStatus.Confirmed _ -> {}
      case FundingStatus.Unconfirmed(Transaction tx, var _) -> {
        if (tx != null && params.isZeroConf()) {
          effects.addAll(watchInputs(params, tx));
        }
      }
      case FundingStatus.Reorganized(var _, Transaction tx, var _) -> {
        // What a channel that was used unconfirmed rests on, either side wants back in a block.
        if (tx != null && (params.localIsOpener() || params.isZeroConf())) {
          effects.add(new Effect.Publish(tx, Effect.Purpose.FUNDING));
        }
        if (tx != null) {
          effects.addAll(watchInputs(params, tx));
        }
      }
    }
    FundingStatus.Conflict conflict = data.fundingStatus().conflict();
    if (conflict != null) {
      effects.add(watch(params, conflict, env));
    }
    return effects;
  }

  static List<Effect> watchInputs(ChannelParams params, Transaction tx) {
    List<Effect> effects = new ArrayList<>();
    for (TxIn input : tx.txIn) {
      effects.add(new Effect.WatchSpent(params.channelId(), input.outPoint, params.fundingScript()));
    }
    return effects;
  }

  private static Effect watch(ChannelParams params, FundingStatus.Conflict conflict, Env env) {
    return new Effect.WatchConfirmed(params.channelId(), conflict.tx().txid, params.fundingScript(), env.policy().closingDepth());
  }

  /** Whether {@code event} is about an input of a funding transaction, not about a funding output. */
  static boolean isInputSpent(ChannelState.WithData s, ChannelEvent.OutputSpent event) {
    return !event.output().txid.equals(s.data().params().funding().txid);
  }

  static Transition inputSpent(ChannelState.WithData s, ChannelEvent.OutputSpent event, Env env) {
    ChannelData data = s.data();
    if (s instanceof ChannelState.Closed || event.spender().txid.equals(data.params().funding().txid)) {
      return Step.ignore(s);
    }
    FundingStatus.Conflict conflict = new FundingStatus.Conflict(event.spender(), event.height());
    return switch (data.fundingStatus()) {
      case FundingStatus.Confirmed _ -> Step.ignore(s);
      case FundingStatus.Reorganized status -> doubleSpent(Step.from(s), s, status.withConflict(conflict), conflict, env);
      case FundingStatus.Unconfirmed status -> doubleSpent(Step.from(s).add(new Effect.Unusable(data.channelId())), s,
          status.withConflict(conflict), conflict, env);
    };
  }

  private static Transition doubleSpent(Step step, ChannelState.WithData s, FundingStatus status, FundingStatus.Conflict conflict,
      Env env) {
    return step.add(watch(s.data().params(), conflict, env)).to(Settlements.withData(s, s.data().withFundingStatus(status)));
  }

  /** Whether what was confirmed is buried in place of the funding transaction. */
  static boolean isBuriedConflict(ChannelState.WithData s, ChannelEvent.TransactionConfirmed event) {
    FundingStatus.Conflict conflict = s.data().fundingStatus().conflict();
    return !(s instanceof ChannelState.Closed) && conflict != null && conflict.tx().txid.equals(event.txId());
  }

  /** There is no channel any more, and no commitment can be published: this node's HTLCs in it are their origins' again. */
  static Transition neverAgain(ChannelState.WithData s, Env env) {
    FundingStatus.Conflict conflict = s.data().fundingStatus().conflict();
    if (conflict == null) {
      throw new IllegalStateException("no conflict is known");
    }
    String cause = "the funding transaction was double-spent by " + conflict.tx().txid;
    Step step = Step.from(s);
    if (Closings.isConnected(s)) {
      step.send(ErrorMessage.of(s.data().channelId(), cause));
    }
    Reestablish.neverSent(s.data()).forEach(step::add);
    ChannelData data = s.data().withCommitments(s.data().commitments().withoutProposals());
    FundingSpend spend = new FundingSpend(FundingSpend.Kind.FUNDING_DOUBLE_SPENT, conflict.tx(), conflict.height(), true);
    ChannelState.Closing closing = new ChannelState.Closing(data, cause, null, null, Closings.localScript(s), Closings.remoteScript(s),
        spend,
        null, false);
    return OnChain.buried(step, closing, env);
  }
}
