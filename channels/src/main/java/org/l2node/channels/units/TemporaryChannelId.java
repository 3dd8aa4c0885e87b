package org.l2node.channels.units;

import fr.acinq.bitcoin.ByteVector32;

/**
 * Names a channel between {@code open_channel} and {@code funding_created}, before its funding outpoint is known (BOLT 2).
 *
 * @param value the 32 bytes
 */
public record TemporaryChannelId(ByteVector32 value) implements Comparable<TemporaryChannelId> {
  /** @throws IllegalArgumentException if {@code hex} is not 64 hexadecimal digits */
  public static TemporaryChannelId fromHex(String hex) {
    return new TemporaryChannelId(ByteVector32.fromValidHex(hex));
  }

  @Override
  public int compareTo(TemporaryChannelId other) {
    return java.util.Arrays.compareUnsigned(value.toByteArray(), other.value.toByteArray());
  }

  @Override
  public String toString() {
    return value.toHex();
  }
}
