package org.l2node.channels.units;

/**
 * Where the funding output is in the chain: block height (24 bits), transaction index (24 bits), output index (16 bits); BOLT 7. An alias
 * (BOLT 2, {@code channel_ready}) has the same shape but says nothing of the chain: see {@link ScidAlias}.
 *
 * @param value the 64 bits as on the wire
 */
public record ShortChannelId(long value) implements Comparable<ShortChannelId> {
  /** @throws IllegalArgumentException if a part does not fit its bits */
  public static ShortChannelId of(int block, int txIndex, int output) {
    if ((block >>> 24) != 0 || (txIndex >>> 24) != 0 || (output >>> 16) != 0) {
      throw new IllegalArgumentException("not a short_channel_id: " + block + "x" + txIndex + "x" + output);
    }
    return new ShortChannelId(((long) block << 40) | ((long) txIndex << 16) | output);
  }

  /**
   * Reads the form {@code 539268x845x1}.
   *
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public static ShortChannelId parse(String text) {
    String[] parts = text.split("x", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a short_channel_id: " + text);
    }
    return of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  public BlockHeight blockHeight() {
    return new BlockHeight((int) (value >>> 40));
  }

  public int txIndex() {
    return (int) (value >>> 16) & 0xffffff;
  }

  public int outputIndex() {
    return (int) value & 0xffff;
  }

  @Override
  public int compareTo(ShortChannelId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return (value >>> 40) + "x" + txIndex() + "x" + outputIndex();
  }
}
