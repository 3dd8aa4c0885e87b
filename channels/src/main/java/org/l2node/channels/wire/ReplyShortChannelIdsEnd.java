package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;

/**
 * BOLT 7, reply_short_channel_ids_end: all that was asked for has been sent.
 *
 * @param chainHash the base chain
 * @param fullInformation 0: the sender does not keep up with this chain
 */
public record ReplyShortChannelIdsEnd(ByteVector32 chainHash, int fullInformation) implements GossipMessage {
  public static final int TYPE = 262;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytes32(chainHash).u8(fullInformation);
  }

  static ReplyShortChannelIdsEnd read(WireReader r) {
    return new ReplyShortChannelIdsEnd(r.bytes32(), r.u8());
  }
}
