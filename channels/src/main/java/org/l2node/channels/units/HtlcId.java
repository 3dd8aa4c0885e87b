package org.l2node.channels.units;

/**
 * The number of an HTLC among those that one side offered in one channel; 0, 1, 2, ... (BOLT 2, update_add_htlc).
 *
 * @param value the number, as unsigned 64 bits
 */
public record HtlcId(long value) implements Comparable<HtlcId> {
  public static final HtlcId ZERO = new HtlcId(0);

  public HtlcId next() {
    return new HtlcId(value + 1);
  }

  @Override
  public int compareTo(HtlcId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return "htlc " + Long.toUnsignedString(value);
  }
}
