package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import java.util.Map;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Satoshi;

/**
 * BOLT 2, closing_complete: a closing transaction that the sender, the closer, pays for and has signed.
 *
 * @param channelId the channel
 * @param closerScript where the closer wants its money
 * @param closeeScript where the other side wants its money, as far as the closer knows
 * @param fee which the closer pays
 * @param lockTime of the transaction, 0 to 2^32-1
 * @param tlvs the signatures, by {@link ClosingVariant}
 */
public record ClosingComplete(ChannelId channelId, ByteVector closerScript, ByteVector closeeScript, Satoshi fee, long lockTime,
    TlvStream tlvs)
    implements
      EstablishedMessage {
  public static final int TYPE = 40;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).bytesWithLength(closerScript).bytesWithLength(closeeScript).sat(fee).u32(lockTime).tlvs(tlvs);
  }

  static ClosingComplete read(WireReader r) {
    return new ClosingComplete(r.channelId(), r.bytesWithLength(), r.bytesWithLength(), r.sat(), r.u32(), ClosingVariant.read(r));
  }

  /** The signatures by what they are for. */
  public Map<ClosingVariant, ByteVector64> signatures() {
    return ClosingVariant.signatures(tlvs);
  }
}
