package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PublicKey;
import java.util.Set;
import org.l2node.channels.units.ChannelId;

/**
 * BOLT 2, revoke_and_ack: the sender gives up its previous commitment for good.
 *
 * @param channelId the channel
 * @param perCommitmentSecret of the commitment given up
 * @param nextPerCommitmentPoint for the sender's commitment after the current one
 * @param tlvs extensions, none known
 */
public record RevokeAndAck(
    ChannelId channelId,
    ByteVector32 perCommitmentSecret,
    PublicKey nextPerCommitmentPoint,
    TlvStream tlvs)
    implements
      EstablishedMessage {
  public static final int TYPE = 133;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).bytes32(perCommitmentSecret).point(nextPerCommitmentPoint).tlvs(tlvs);
  }

  static RevokeAndAck read(WireReader r) {
    return new RevokeAndAck(r.channelId(), r.bytes32(), r.point(), r.tlvs(Set.of()));
  }

  @Override
  public String toString() {
    // The secret of our own revoked commitment is the peer's to know, not the log's.
    return "RevokeAndAck[channelId=" + channelId + ", nextPerCommitmentPoint=" + nextPerCommitmentPoint + "]";
  }
}
