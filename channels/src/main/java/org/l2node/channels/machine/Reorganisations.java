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
 * A funding transaction that was confirmed and has left the chain. Its opener may then spend the same money otherwise, and every balance of
 * the channel would be worth nothing: so nothing new rests on it until it is back, and it ends when something else is buried in its place.
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
        .addAll(owed(data.params(), status, env))
        .add(new Effect.Unusable(data.channelId()))
        .to(Settlements.withData(s, data.withFundingStatus(status)));
  }

  /** To be told what becomes of the funding transaction's inputs; the opener publishes it again. */
  static List<Effect> owed(ChannelParams params, FundingStatus.Reorganized status, Env env) {
    List<Effect> effects = new ArrayList<>();
    Transaction tx = status.tx();
    if (tx == null) {
      return effects;
    }
    if (params.localIsOpener()) {
      effects.add(new Effect.Publish(tx, Effect.Purpose.FUNDING));
    }
    for (TxIn input : tx.txIn) {
      effects.add(new Effect.WatchSpent(params.channelId(), input.outPoint, params.fundingScript()));
    }
    FundingStatus.Conflict conflict = status.conflict();
    if (conflict != null) {
      effects.add(watch(params, conflict, env));
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
    if (!(data.fundingStatus() instanceof FundingStatus.Reorganized status) || s instanceof ChannelState.Closed
        || event.spender().txid.equals(data.params().funding().txid)) {
      return Step.ignore(s);
    }
    FundingStatus.Conflict conflict = new FundingStatus.Conflict(event.spender(), event.height());
    return Step.from(s)
        .add(watch(data.params(), conflict, env))
        .to(Settlements.withData(s, data.withFundingStatus(status.withConflict(conflict))));
  }

  /** Whether what was confirmed is buried in place of the funding transaction. */
  static boolean isBuriedConflict(ChannelState.WithData s, ChannelEvent.TransactionConfirmed event) {
    return !(s instanceof ChannelState.Closed) && s.data().fundingStatus() instanceof FundingStatus.Reorganized(var _, var _, var conflict)
        && conflict != null && conflict.tx().txid.equals(event.txId());
  }

  /** There is no channel any more, and no commitment can be published: this node's HTLCs in it are their origins' again. */
  static Transition neverAgain(ChannelState.WithData s, Env env) {
    FundingStatus.Conflict conflict = ((FundingStatus.Reorganized) s.data().fundingStatus()).conflict();
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
