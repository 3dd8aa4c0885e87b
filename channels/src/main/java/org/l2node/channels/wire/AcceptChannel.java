package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PublicKey;
import java.util.Optional;
import java.util.Set;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.units.UInt64;

/**
 * BOLT 2, accept_channel: the accepter agrees to the proposal and gives its own bounds and keys.
 *
 * @param temporaryChannelId as in open_channel
 * @param dustLimit outputs of the sender's commitments below this are trimmed
 * @param maxHtlcValueInFlight millisatoshi of HTLCs that the sender takes at once; may exceed all money
 * @param channelReserve what the receiver must keep on its side
 * @param htlcMinimum the smallest HTLC that the sender accepts
 * @param minimumDepth confirmations that the accepter wants before channel_ready
 * @param toSelfDelay blocks that the receiver must wait for its own outputs
 * @param maxAcceptedHtlcs HTLCs that the sender takes at once; at most 483
 * @param fundingPubkey key of the 2-of-2 funding output
 * @param revocationBasepoint BOLT 3, key derivation
 * @param paymentBasepoint where the sender's to_remote outputs go
 * @param delayedPaymentBasepoint BOLT 3, key derivation
 * @param htlcBasepoint BOLT 3, key derivation
 * @param firstPerCommitmentPoint for the sender's commitment 0
 * @param tlvs extensions, type 0: upfront_shutdown_script, type 1: channel_type
 */
public record AcceptChannel(
    TemporaryChannelId temporaryChannelId,
    Satoshi dustLimit,
    UInt64 maxHtlcValueInFlight,
    Satoshi channelReserve,
    MilliSatoshi htlcMinimum,
    long minimumDepth,
    int toSelfDelay,
    int maxAcceptedHtlcs,
    PublicKey fundingPubkey,
    PublicKey revocationBasepoint,
    PublicKey paymentBasepoint,
    PublicKey delayedPaymentBasepoint,
    PublicKey htlcBasepoint,
    PublicKey firstPerCommitmentPoint,
    TlvStream tlvs)
    implements
      OpeningMessage {
  public static final int TYPE = 33;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.temporaryChannelId(temporaryChannelId)
        .sat(dustLimit)
        .u64(maxHtlcValueInFlight.bits())
        .sat(channelReserve)
        .msat(htlcMinimum)
        .u32(minimumDepth)
        .u16(toSelfDelay)
        .u16(maxAcceptedHtlcs)
        .point(fundingPubkey)
        .point(revocationBasepoint)
        .point(paymentBasepoint)
        .point(delayedPaymentBasepoint)
        .point(htlcBasepoint)
        .point(firstPerCommitmentPoint)
        .tlvs(tlvs);
  }

  static AcceptChannel read(WireReader r) {
    return new AcceptChannel(
        r.temporaryChannelId(),
        r.sat(),
        new UInt64(r.u64()),
        r.sat(),
        r.msat(),
        r.u32(),
        r.u16(),
        r.u16(),
        r.point(),
        r.point(),
        r.point(),
        r.point(),
        r.point(),
        r.point(),
        r.tlvs(Set.of(0L)));
  }

  /** The script that the sender commits itself to close to; empty: none (TLV 0). */
  public Optional<ByteVector> upfrontShutdownScript() {
    return tlvs.get(0).filter(script -> script.size() > 0);
  }

  /** The channel type (TLV 1): compulsory in this node's protocol, so an absent one is for the caller to refuse. */
  public Optional<Features> channelType() {
    return tlvs.get(1).map(Features::new);
  }
}
