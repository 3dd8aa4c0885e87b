package org.l2node.channels.wire;

import java.util.Set;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.PaymentPreimage;

/**
 * BOLT 2, update_fulfill_htlc: the receiver of an HTLC shows its preimage and takes the money.
 *
 * @param channelId the channel
 * @param id the HTLC
 * @param preimage what hashes to the payment hash
 * @param tlvs extensions, type 1: attribution data
 */
public record UpdateFulfillHtlc(ChannelId channelId, HtlcId id, PaymentPreimage preimage, TlvStream tlvs) implements UpdateMessage {
  public static final int TYPE = 130;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).htlcId(id).preimage(preimage).tlvs(tlvs);
  }

  static UpdateFulfillHtlc read(WireReader r) {
    return new UpdateFulfillHtlc(r.channelId(), r.htlcId(), r.preimage(), r.tlvs(Set.of()));
  }
}
