package org.l2node.channels.units;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;

/**
 * Names a channel for good: the funding transaction id with its last two bytes XORed with the output index (BOLT 2, Definition of
 * channel_id).
 *
 * @param value the 32 bytes
 */
public record ChannelId(ByteVector32 value) implements Comparable<ChannelId> {
  /** @throws IllegalArgumentException if {@code hex} is not 64 hexadecimal digits */
  public static ChannelId fromHex(String hex) {
    return new ChannelId(ByteVector32.fromValidHex(hex));
  }

  /** The channel id of a funding outpoint: the last two bytes of the transaction id, in wire order, XOR the output index. */
  public static ChannelId of(OutPoint funding) {
    byte[] id = funding.txid.value.reversed().toByteArray();
    id[30] ^= (byte) (funding.index >> 8);
    id[31] ^= (byte) funding.index;
    return new ChannelId(new ByteVector32(id));
  }

  @Override
  public int compareTo(ChannelId other) {
    return java.util.Arrays.compareUnsigned(value.toByteArray(), other.value.toByteArray());
  }

  @Override
  public String toString() {
    return value.toHex();
  }
}
