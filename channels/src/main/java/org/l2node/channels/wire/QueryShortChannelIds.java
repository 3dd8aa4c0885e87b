package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.Set;

/**
 * BOLT 7, query_short_channel_ids: asks for all messages of these channels.
 *
 * @param chainHash the base chain
 * @param encodedShortIds an encoding byte and the ids; {@link EncodedShortIds} reads it
 * @param tlvs extensions, type 1: query_flags
 */
public record QueryShortChannelIds(ByteVector32 chainHash, ByteVector encodedShortIds, TlvStream tlvs) implements GossipMessage {
  public static final int TYPE = 261;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytes32(chainHash).bytesWithLength(encodedShortIds).tlvs(tlvs);
  }

  static QueryShortChannelIds read(WireReader r) {
    return new QueryShortChannelIds(r.bytes32(), r.bytesWithLength(), r.tlvs(Set.of()));
  }
}
