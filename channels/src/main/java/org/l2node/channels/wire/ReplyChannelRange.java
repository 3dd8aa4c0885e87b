package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.Set;

/**
 * BOLT 7, reply_channel_range: the channels opened in a range of blocks.
 *
 * @param chainHash the base chain
 * @param firstBlocknum first height
 * @param numberOfBlocks how many blocks
 * @param syncComplete 0: the sender does not keep up with this chain
 * @param encodedShortIds an encoding byte and the ids; {@link EncodedShortIds} reads it
 * @param tlvs extensions, type 1: timestamps, type 3: checksums
 */
public record ReplyChannelRange(
    ByteVector32 chainHash,
    long firstBlocknum,
    long numberOfBlocks,
    int syncComplete,
    ByteVector encodedShortIds,
    TlvStream tlvs)
    implements
      GossipMessage {
  public static final int TYPE = 264;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytes32(chainHash)
        .u32(firstBlocknum)
        .u32(numberOfBlocks)
        .u8(syncComplete)
        .bytesWithLength(encodedShortIds)
        .tlvs(tlvs);
  }

  static ReplyChannelRange read(WireReader r) {
    return new ReplyChannelRange(r.bytes32(), r.u32(), r.u32(), r.u8(), r.bytesWithLength(), r.tlvs(Set.of()));
  }
}
