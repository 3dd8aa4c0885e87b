package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;
import java.util.Set;

/**
 * BOLT 7, query_channel_range: asks which channels were opened in a range of blocks.
 *
 * @param chainHash the base chain
 * @param firstBlocknum first height
 * @param numberOfBlocks how many blocks
 * @param tlvs extensions, type 1: query_option
 */
public record QueryChannelRange(ByteVector32 chainHash, long firstBlocknum, long numberOfBlocks, TlvStream tlvs) implements GossipMessage {
  public static final int TYPE = 263;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytes32(chainHash).u32(firstBlocknum).u32(numberOfBlocks).tlvs(tlvs);
  }

  static QueryChannelRange read(WireReader r) {
    return new QueryChannelRange(r.bytes32(), r.u32(), r.u32(), r.tlvs(Set.of()));
  }
}
