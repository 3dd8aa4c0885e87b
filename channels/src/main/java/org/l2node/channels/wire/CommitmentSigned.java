package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector64;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.l2node.channels.units.ChannelId;

/**
 * BOLT 2, commitment_signed: signatures for the receiver's next commitment with all updates proposed so far.
 *
 * @param channelId the channel
 * @param signature for the commitment transaction
 * @param htlcSignatures for the HTLC transactions, in the order of the commitment's outputs; at most 966
 * @param tlvs extensions, type 1: funding_txid
 */
public record CommitmentSigned(ChannelId channelId, ByteVector64 signature, List<ByteVector64> htlcSignatures,
    TlvStream tlvs) implements EstablishedMessage {
  public static final int TYPE = 132;

  public CommitmentSigned {
    htlcSignatures = List.copyOf(htlcSignatures);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).signature(signature).u16(htlcSignatures.size());
    htlcSignatures.forEach(w::signature);
    w.tlvs(tlvs);
  }

  static CommitmentSigned read(WireReader r) {
    ChannelId channelId = r.channelId();
    ByteVector64 signature = r.signature();
    int count = r.u16();
    List<ByteVector64> htlcSignatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      htlcSignatures.add(r.signature());
    }
    return new CommitmentSigned(channelId, signature, htlcSignatures, r.tlvs(Set.of()));
  }
}
