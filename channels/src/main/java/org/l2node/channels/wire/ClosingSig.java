package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import java.util.Map;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Satoshi;

/**
 * BOLT 2, closing_sig: the closee has signed the closing transaction of a closing_complete.
 *
 * @param channelId the channel
 * @param closerScript where the closer wants its money
 * @param closeeScript where the other side wants its money, as far as the closer knows
 * @param fee which the closer pays
 * @param lockTime of the transaction, 0 to 2^32-1
 * @param tlvs the signatures, by {@link ClosingVariant}
 */
public record ClosingSig(ChannelId channelId, ByteVector closerScript, ByteVector closeeScript, Satoshi fee, long lockTime, TlvStream tlvs)
    implements
      EstablishedMessage {
  public static final int TYPE = 41;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).bytesWithLength(closerScript).bytesWithLength(closeeScript).sat(fee).u32(lockTime).tlvs(tlvs);
  }

  static ClosingSig read(WireReader r) {
    return new ClosingSig(r.channelId(), r.bytesWithLength(), r.bytesWithLength(), r.sat(), r.u32(), ClosingVariant.read(r));
  }

  /** The signatures by what they are for. */
  public Map<ClosingVariant, ByteVector64> signatures() {
    return ClosingVariant.signatures(tlvs);
  }
}
