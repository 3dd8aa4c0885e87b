package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.Set;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;

/**
 * BOLT 2, update_fail_htlc: the receiver of an HTLC gives it back.
 *
 * @param channelId the channel
 * @param id the HTLC
 * @param reason encrypted for the origin node (BOLT 4)
 * @param tlvs extensions, type 1: attribution data
 */
public record UpdateFailHtlc(ChannelId channelId, HtlcId id, ByteVector reason, TlvStream tlvs) implements UpdateMessage {
  public static final int TYPE = 131;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).htlcId(id).bytesWithLength(reason).tlvs(tlvs);
  }

  static UpdateFailHtlc read(WireReader r) {
    return new UpdateFailHtlc(r.channelId(), r.htlcId(), r.bytesWithLength(), r.tlvs(Set.of()));
  }
}
