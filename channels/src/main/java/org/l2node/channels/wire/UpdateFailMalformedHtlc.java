package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;

/**
 * BOLT 2, update_fail_malformed_htlc: the receiver of an HTLC could not read its onion.
 *
 * @param channelId the channel
 * @param id the HTLC
 * @param onionHash SHA-256 of the onion
 * @param failureCode with the BADONION bit set (BOLT 4)
 */
public record UpdateFailMalformedHtlc(ChannelId channelId, HtlcId id, ByteVector32 onionHash, int failureCode) implements UpdateMessage {
  public static final int TYPE = 135;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).htlcId(id).bytes32(onionHash).u16(failureCode);
  }

  static UpdateFailMalformedHtlc read(WireReader r) {
    return new UpdateFailMalformedHtlc(r.channelId(), r.htlcId(), r.bytes32(), r.u16());
  }
}
