package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;

/**
 * BOLT 7, gossip_timestamp_filter: which gossip the sender wants to hear from now on.
 *
 * @param chainHash the base chain
 * @param firstTimestamp seconds since 1970
 * @param timestampRange seconds
 */
public record GossipTimestampFilter(ByteVector32 chainHash, long firstTimestamp, long timestampRange) implements GossipMessage {
  public static final int TYPE = 265;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytes32(chainHash).u32(firstTimestamp).u32(timestampRange);
  }

  static GossipTimestampFilter read(WireReader r) {
    return new GossipTimestampFilter(r.bytes32(), r.u32(), r.u32());
  }
}
