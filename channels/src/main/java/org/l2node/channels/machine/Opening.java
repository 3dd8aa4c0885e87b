package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FeeUpdate;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.Htlcs;
import org.l2node.channels.channel.Session;
import org.l2node.channels.channel.SideTerms;
import org.l2node.channels.commitment.AnchorsZeroFeeHtlc;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.keys.ReceivedSecrets;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;

/** What both roles of the channel establishment share. */
final class Opening {
  /** Of a commitment that nobody signed yet: only to build the other side's. */
  static final CommitmentSignatures NO_SIGNATURES = new CommitmentSignatures(ByteVector64.Zeroes, List.of());

  /** Blocks on top from which on no reorganisation is reckoned with. */
  private static final int BURIED = 288;

  private static final AnchorsZeroFeeHtlc FORMAT = new AnchorsZeroFeeHtlc();

  private Opening() {}

  /** @param remoteDustLimit the peer's, where it is known already */
  static SideTerms localTerms(Satoshi capacity, Satoshi remoteDustLimit, Env env) {
    ChannelPolicy policy = env.policy();
    return new SideTerms(
        policy.dustLimit(),
        new UInt64(capacity.toMilliSatoshi().msat()),
        policy.reserveFor(capacity, remoteDustLimit),
        policy.htlcMinimum(),
        policy.toSelfDelay(),
        policy.maxAcceptedHtlcs(),
        env.keys().basepoints());
  }

  static SideTerms terms(AcceptChannel accept) {
    return new SideTerms(
        accept.dustLimit(),
        accept.maxHtlcValueInFlight(),
        accept.channelReserve(),
        accept.htlcMinimum(),
        new ToSelfDelay(accept.toSelfDelay()),
        accept.maxAcceptedHtlcs(),
        new ChannelBasepoints(
            accept.fundingPubkey(),
            accept.revocationBasepoint(),
            accept.paymentBasepoint(),
            accept.delayedPaymentBasepoint(),
            accept.htlcBasepoint()));
  }

  /** The extensions of open_channel and accept_channel: upfront_shutdown_script, empty where none is committed to, and channel_type. */
  static TlvStream tlvs(ByteVector upfrontScript, Features channelType) {
    return TlvStream.of(new Tlv(0, upfrontScript), new Tlv(1, channelType.toBytes()));
  }

  /** The type of a channel that this node opens. */
  static Features channelType(ChannelEvent.Open command, Features remoteFeatures) {
    return channelType(!command.announce() && scidAliases(remoteFeatures), command.zeroConf());
  }

  private static Features channelType(boolean alias, boolean zeroConf) {
    if (alias) {
      return zeroConf ? NodeFeatures.CHANNEL_TYPE_WITH_ALIAS_ZEROCONF : NodeFeatures.CHANNEL_TYPE_WITH_ALIAS;
    }
    return zeroConf ? NodeFeatures.CHANNEL_TYPE_ZEROCONF : NodeFeatures.CHANNEL_TYPE;
  }

  /**
   * The type that a peer asked for, in this node's words; empty where this node does not take it.
   *
   * @param minimumDepth what this node answers: 0 for an opener that it trusts
   */
  static Optional<Features> takenType(OpenChannel open, Features remoteFeatures, int minimumDepth) {
    Features asked = open.channelType().orElse(Features.NONE);
    boolean alias = asked.supports(Feature.SCID_ALIAS);
    boolean zeroConf = asked.supports(Feature.ZEROCONF);
    Features taken = channelType(alias, zeroConf);
    boolean allowed = !alias || !open.announceChannel() && scidAliases(remoteFeatures);
    allowed &= !zeroConf || minimumDepth == 0 && zeroConf(remoteFeatures);
    return allowed && asked.sameBits(taken) ? Optional.of(taken) : Optional.empty();
  }

  /** Whether both sides know what option_zeroconf asks for, and the aliases that such a channel is called by until it is confirmed. */
  static boolean zeroConf(Features remoteFeatures) {
    return NodeFeatures.INIT.supports(Feature.ZEROCONF) && remoteFeatures.supports(Feature.ZEROCONF) && scidAliases(remoteFeatures);
  }

  private static boolean scidAliases(Features remoteFeatures) {
    return NodeFeatures.INIT.supports(Feature.SCID_ALIAS) && remoteFeatures.supports(Feature.SCID_ALIAS);
  }

  /** Whether the two sides may hold one another to the script of their first message (BOLT 2, option_upfront_shutdown_script). */
  private static boolean upfrontScripts(Features remoteFeatures) {
    return NodeFeatures.INIT.supports(Feature.UPFRONT_SHUTDOWN_SCRIPT) && remoteFeatures.supports(Feature.UPFRONT_SHUTDOWN_SCRIPT);
  }

  /** Whether this node commits to where it closes to. */
  static boolean commitsToScript(Features remoteFeatures, Env env) {
    return env.policy().commitsToScript() && upfrontScripts(remoteFeatures);
  }

  /** What this node tells of where it closes to: nothing, unless it commits to it. */
  static ByteVector localUpfrontScript(ByteVector shutdownScript, Features remoteFeatures, Env env) {
    return commitsToScript(remoteFeatures, env) ? shutdownScript : ByteVector.empty;
  }

  /** What the peer is held to; null: nothing. */
  static @Nullable ByteVector remoteUpfrontScript(Optional<ByteVector> told, Features remoteFeatures) {
    return upfrontScripts(remoteFeatures) ? told.orElse(null) : null;
  }

  /** Whether both sides take shutdowns to taproot and later addresses. */
  static boolean anySegwit(Features remoteFeatures) {
    return NodeFeatures.INIT.supports(Feature.SHUTDOWN_ANYSEGWIT) && remoteFeatures.supports(Feature.SHUTDOWN_ANYSEGWIT);
  }

  /** Whether both sides close by closing_complete and closing_sig. */
  static boolean simpleClose(Features remoteFeatures) {
    return NodeFeatures.INIT.supports(Feature.SIMPLE_CLOSE) && remoteFeatures.supports(Feature.SIMPLE_CLOSE);
  }

  /** What the opener pays for a commitment without HTLCs. */
  static Satoshi openerCost(FeeratePerKw feerate) {
    return FORMAT.fee(feerate, 0).plus(FORMAT.anchorsCost());
  }

  /** The same at twice the fee rate with one HTLC: what it needs to be able to use the channel. */
  static Satoshi openerCostWithBuffer(FeeratePerKw feerate) {
    return FORMAT.fee(new FeeratePerKw(Math.min(2 * feerate.satPerKw(), 0xffffffffL)), 1).plus(FORMAT.anchorsCost());
  }

  static CommitmentSpec firstSpec(ChannelParams params, FeeratePerKw feerate) {
    return new CommitmentSpec(feerate, firstBalance(params, true), firstBalance(params, false), List.of());
  }

  private static MilliSatoshi firstBalance(ChannelParams params, boolean ofLocal) {
    return params.localIsOpener() == ofLocal ? params.capacity().toMilliSatoshi().minus(params.push()) : params.push();
  }

  static ChannelData firstData(
      ChannelParams params, ActiveFunding funding, FeeratePerKw feerate, PublicKey remotePoint, FundingStatus status,
      Features remoteFeatures) {
    Commitments commitments = new Commitments(
        params.localIsOpener(),
        List.of(funding),
        firstBalance(params, true),
        firstBalance(params, false),
        CommitmentNumber.ZERO,
        CommitmentNumber.ZERO,
        remotePoint,
        null,
        null,
        ReceivedSecrets.NONE,
        List.of(new FeeUpdate(feerate, CommitmentNumber.ZERO, CommitmentNumber.ZERO)),
        HtlcId.ZERO,
        HtlcId.ZERO,
        Htlcs.NONE);
    return new ChannelData(params, commitments, status, null, null, Session.of(remoteFeatures));
  }

  /**
   * To be told again, after a restart. A funding transaction that no reorganisation can take out any more is not looked for: that would
   * mean to read a block for each channel at every start.
   */
  static List<Effect> watches(ChannelData data, Env env) {
    List<Effect> watches = watches(data.params());
    boolean isBuried = data.fundingStatus() instanceof FundingStatus.Confirmed(var scid, boolean deep) && deep
        && env.height().value() - scid.blockHeight().value() >= BURIED;
    return isBuried ? watches.subList(1, 2) : watches;
  }

  /** To be told when the funding output is deep enough and when it is spent. */
  static List<Effect> watches(ChannelParams params) {
    return List.of(
        new Effect.WatchFunding(params.channelId(), params.funding(), params.fundingScript(), params.minimumDepth()),
        new Effect.WatchSpent(params.channelId(), params.funding(), params.fundingScript()));
  }
}
