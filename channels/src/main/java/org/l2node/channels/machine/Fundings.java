package org.l2node.channels.machine;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.WireWriter;

/** From a funding output that is deep enough, or seen where that is enough, to channel_ready on both sides (BOLT 2, channel_ready). */
final class Fundings {
  private static final int COINBASE_MATURITY = 100;
  /** BOLT 7: from so many confirmations on a channel may be announced. */
  private static final int ANNOUNCEMENT_DEPTH = 6;

  private Fundings() {}

  /**
   * The funding transaction is in a block.
   *
   * @param deep whether it is known to have the 6 confirmations that an announcement needs; a peer that wants more before channel_ready has
   *   them told at once
   */
  static Transition confirmed(ChannelState.WithData s, Transaction tx, BlockHeight height, int txIndex, boolean deep, Env env) {
    ChannelData data = s.data();
    if (s instanceof ChannelState.Closed || s instanceof ChannelState.FallenBehind) {
      return Step.ignore(s);
    }
    String wrong = wrongWith(tx, data.params(), height, env);
    if (wrong != null) {
      return s instanceof ChannelState.Closing ? Step.ignore(s) : refuse(s, wrong, env);
    }
    // Noted of a closing channel too: one that was funded is not forgotten as one that never was.
    return withConfirmed(s, height, txIndex, deep, env);
  }

  private static Transition withConfirmed(ChannelState.WithData s, BlockHeight height, int txIndex, boolean deep, Env env) {
    ChannelData data = s.data();
    ShortChannelId scid = ShortChannelId.of(height.value(), txIndex, (int) data.params().funding().index);
    boolean wasDeep = data.fundingStatus() instanceof FundingStatus.Confirmed before && before.deep()
        && before.shortChannelId().equals(scid);
    if (wasDeep) {
      return Step.ignore(s);
    }
    // Where the depth asked for is as great, the sixth confirmation is not told apart.
    boolean isDeep = deep || Math.max(data.params().minimumDepth(), confirmations(height, env)) >= ANNOUNCEMENT_DEPTH;
    ChannelData moved = isElsewhere(data, scid) ? data.withoutAnnouncement() : data;
    ChannelState.WithData next = Settlements.withData(s, moved.withFundingStatus(new FundingStatus.Confirmed(scid, isDeep)));
    Step step = Step.from(s);
    // Its name may be another from now on, and it may carry payments again.
    if (!(data.fundingStatus() instanceof FundingStatus.Confirmed) && s instanceof ChannelState.Normal) {
      step.add(new Effect.Usable(data.channelId()));
    }
    return next instanceof ChannelState.Online online ? ready(step, online, env) : step.to(next);
  }

  /** Whether a reorganisation has moved the funding transaction to another place. */
  private static boolean isElsewhere(ChannelData data, ShortChannelId scid) {
    return switch (data.fundingStatus()) {
      case FundingStatus.Unconfirmed _ -> false;
      case FundingStatus.Confirmed before -> !before.shortChannelId().equals(scid);
      case FundingStatus.Reorganized before -> !before.before().equals(scid);
    };
  }

  private static int confirmations(BlockHeight height, Env env) {
    return env.height().value() - height.value() + 1;
  }

  /** Reliability, V1 and V5: the output must exist and be exactly what was agreed on, and be spendable. */
  private static @Nullable String wrongWith(Transaction tx, ChannelParams params, BlockHeight height, Env env) {
    String wrong = wrongWith(tx, params);
    boolean coinbase = tx.txIn.size() == 1 && tx.txIn.getFirst().outPoint.isNull();
    return wrong == null && coinbase && confirmations(height, env) < COINBASE_MATURITY
        ? "the funding transaction is an immature coinbase"
        : wrong;
  }

  private static @Nullable String wrongWith(Transaction tx, ChannelParams params) {
    int index = (int) params.funding().index;
    if (!tx.txid.equals(params.funding().txid) || index >= tx.txOut.size()) {
      return "the funding transaction has no output " + index;
    }
    TxOut output = tx.txOut.get(index);
    if (!output.publicKeyScript.equals(params.fundingScript())) {
      return "the funding output has another script";
    }
    if (output.amount.toLong() != params.capacity().sat()) {
      return "the funding output has " + output.amount.toLong() + " sat, not " + params.capacity();
    }
    return null;
  }

  /**
   * The funding transaction is in the mempool. Where the opener is trusted that is enough for channel_ready, once it is seen to pay what
   * was agreed on; and from then on this node, too, sees to it that it is published, and to what becomes of its inputs.
   */
  static Transition seen(ChannelState.WithData s, Transaction tx, Env env) {
    ChannelData data = s.data();
    boolean isOpen = s instanceof ChannelState.Online || s instanceof ChannelState.Offline || s instanceof ChannelState.Reestablishing;
    boolean isNews = data.fundingStatus() instanceof FundingStatus.Unconfirmed(var known, var _) && known == null;
    if (!isOpen || !isNews || !data.params().isZeroConf()) {
      return Step.ignore(s);
    }
    String wrong = wrongWith(tx, data.params());
    if (wrong != null) {
      return refuse(s, wrong, env);
    }
    Step step = Step.from(s)
        .add(new Effect.Publish(tx, Effect.Purpose.FUNDING))
        .addAll(Reorganisations.watchInputs(data.params(), tx));
    ChannelState.WithData next = Settlements.withData(s, data.withFundingStatus(new FundingStatus.Unconfirmed(tx)));
    return next instanceof ChannelState.Online online ? ready(step, online, env) : step.to(next);
  }

  /** There is no channel, and never was: no commitment can be published. */
  private static Transition refuse(ChannelState.WithData s, String wrong, Env env) {
    if (!s.data().commitments().htlcs().isEmpty()) {
      // Not to be forgotten, whatever led here: what was passed on has to be settled.
      return Closings.fail(s, wrong, env);
    }
    Step step = Step.from(s);
    if (Closings.isConnected(s)) {
      step.send(ErrorMessage.of(s.data().channelId(), wrong));
    }
    Reestablish.neverSent(s.data()).forEach(step::add);
    return step
        .to(new ChannelState.Closed(s.data().withCommitments(s.data().commitments().withoutProposals()), null, "never funded: " + wrong));
  }

  /** Ends a step in which the funding output became deep enough, or was seen where that is enough, or the peer became ready. */
  static Transition ready(Step step, ChannelState.Online s, Env env) {
    if (!(s instanceof ChannelState.AwaitingReady(ChannelData data, boolean localReady))) {
      return Announcing.goOn(step, s, env);
    }
    boolean isReady = localReady;
    if (!localReady && data.isFunded()) {
      step.send(channelReady(data, env));
      isReady = true;
    }
    if (!isReady || data.commitments().remoteNextPoint() == null) {
      return step.to(new ChannelState.AwaitingReady(data, isReady));
    }
    step.add(new Effect.Usable(data.channelId()));
    return Announcing.goOn(step, new ChannelState.Normal(data), env);
  }

  static ChannelReady channelReady(ChannelData data, Env env) {
    return new ChannelReady(data.channelId(), env.keys().perCommitmentPoint(CommitmentNumber.ZERO.next()), alias(data.params()));
  }

  /** Always told, so that the peer can name the channel before it has a place in the chain, and without telling where that is. */
  private static TlvStream alias(ChannelParams params) {
    ScidAlias alias = params.localAlias();
    return alias == null ? TlvStream.EMPTY : TlvStream.of(new Tlv(1, new WireWriter().u64(alias.value()).toBytes()));
  }

  /** The first one counts; those that follow may only bring another alias. */
  static Transition receiveReady(ChannelState.Online s, ChannelReady message, Env env) {
    ChannelData data = s.data();
    ScidAlias alias = message.alias().orElse(data.remoteAlias());
    ChannelData next = data.withRemoteAlias(alias);
    if (data.commitments().remoteNextPoint() == null) {
      next = next.withCommitments(data.commitments().withRemoteNextPoint(message.secondPerCommitmentPoint()));
    }
    return ready(Step.from(s), s.withData(next), env);
  }
}
