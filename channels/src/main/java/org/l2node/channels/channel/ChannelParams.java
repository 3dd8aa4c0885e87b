package org.l2node.channels.channel;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.commitment.AnchorsZeroFeeHtlc;
import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.commitment.Funding;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.SideParameters;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;

/**
 * What never changes in a channel: stored once.
 *
 * @param chainHash the base chain
 * @param localNodeId this node
 * @param remoteNodeId the peer
 * @param temporaryChannelId its name while it was opened
 * @param channelId its name
 * @param channelType exactly the bits agreed on in open_channel and accept_channel
 * @param keysIndex which of this node's channel keys it uses
 * @param localIsOpener whether this node sent open_channel: who pays the commitments' fees
 * @param capacity of the funding output
 * @param push what the opener gave away at the start
 * @param announce whether it is announced to the network
 * @param local this node's terms
 * @param remote the peer's terms
 * @param minimumDepth confirmations of the funding output before channel_ready; 0: the channel is used before it is confirmed
 *   (option_zeroconf, or an opener that this node trusts)
 * @param funding the output that the channel was opened with
 * @param localShutdownScript where this node closes to unless told otherwise
 * @param createdAt height of the chain at the opening
 * @param closesOnlyThere whether this node has committed to {@code localShutdownScript} (upfront_shutdown_script): it closes to no other
 * @param remoteUpfrontScript where the peer has committed to close to; null where it has not
 * @param localAlias how the peer may also call the channel; null in channels opened before this node gave out aliases
 */
public record ChannelParams(
    ByteVector32 chainHash,
    NodeId localNodeId,
    NodeId remoteNodeId,
    TemporaryChannelId temporaryChannelId,
    ChannelId channelId,
    Features channelType,
    long keysIndex,
    boolean localIsOpener,
    Satoshi capacity,
    MilliSatoshi push,
    boolean announce,
    SideTerms local,
    SideTerms remote,
    int minimumDepth,
    OutPoint funding,
    ByteVector localShutdownScript,
    BlockHeight createdAt,
    boolean closesOnlyThere,
    @Nullable ByteVector remoteUpfrontScript,
    @Nullable ScidAlias localAlias) {
  /** Whether nobody may learn from this node where the funding output is: HTLCs come in by the alias alone (option_scid_alias). */
  public boolean hidesFunding() {
    return channelType.supports(Feature.SCID_ALIAS);
  }

  /** Whether channel_ready is sent before the funding output is confirmed, on trust that it will be. */
  public boolean isZeroConf() {
    return minimumDepth == 0;
  }

  /** What shapes the commitments. */
  public CommitmentParameters commitmentParameters() {
    return new CommitmentParameters(
        localIsOpener ? Side.LOCAL : Side.REMOTE,
        new SideParameters(local.basepoints(), local.dustLimit(), remote.toSelfDelay()),
        new SideParameters(remote.basepoints(), remote.dustLimit(), local.toSelfDelay()),
        new AnchorsZeroFeeHtlc());
  }

  /** The funding output at {@code outPoint}. */
  public Funding fundingAt(OutPoint outPoint, Satoshi amount) {
    return new Funding(outPoint, amount, local.basepoints().fundingPubkey(), remote.basepoints().fundingPubkey());
  }

  /** The script of every funding output of this channel. */
  public ByteVector fundingScript() {
    return Funding.scriptPubkey(local.basepoints().fundingPubkey(), remote.basepoints().fundingPubkey());
  }

  /** What this node must keep. */
  public Satoshi localReserve() {
    return remote.channelReserve();
  }

  /** What the peer must keep. */
  public Satoshi remoteReserve() {
    return local.channelReserve();
  }
}
