package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PublicKey;
import java.util.Set;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.UInt64;

/**
 * BOLT 2, channel_reestablish: where the sender stands, the first message of a channel on a new connection.
 *
 * @param channelId the channel
 * @param nextCommitmentNumber of the commitment_signed that the sender expects next
 * @param nextRevocationNumber of the revoke_and_ack that the sender expects next
 * @param yourLastPerCommitmentSecret the last that the sender received; all zero: none
 * @param myCurrentPerCommitmentPoint of the sender's current commitment; for old peers only
 * @param tlvs extensions, type 1: next_funding, type 5: my_current_funding_locked
 */
public record ChannelReestablish(
    ChannelId channelId,
    UInt64 nextCommitmentNumber,
    UInt64 nextRevocationNumber,
    ByteVector32 yourLastPerCommitmentSecret,
    PublicKey myCurrentPerCommitmentPoint,
    TlvStream tlvs)
    implements
      EstablishedMessage {
  public static final int TYPE = 136;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId)
        .u64(nextCommitmentNumber.bits())
        .u64(nextRevocationNumber.bits())
        .bytes32(yourLastPerCommitmentSecret)
        .point(myCurrentPerCommitmentPoint)
        .tlvs(tlvs);
  }

  static ChannelReestablish read(WireReader r) {
    return new ChannelReestablish(
        r.channelId(),
        new UInt64(r.u64()),
        new UInt64(r.u64()),
        r.bytes32(),
        r.point(),
        r.tlvs(Set.of()));
  }

  @Override
  public String toString() {
    return "ChannelReestablish[channelId=" + channelId + ", nextCommitmentNumber=" + nextCommitmentNumber + ", nextRevocationNumber="
        + nextRevocationNumber + "]";
  }
}
