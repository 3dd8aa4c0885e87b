package org.l2node.channels.units;

/**
 * An unsigned 64-bit number from the wire that may exceed every amount there is, as {@code max_htlc_value_in_flight_msat} does.
 *
 * @param bits the 64 bits
 */
public record UInt64(long bits) implements Comparable<UInt64> {
  public static final UInt64 MAX = new UInt64(-1L);

  /** This as an amount, capped at all the money there is. */
  public MilliSatoshi toMilliSatoshiCapped() {
    return Long.compareUnsigned(bits, MilliSatoshi.MAX.msat()) > 0 ? MilliSatoshi.MAX : new MilliSatoshi(bits);
  }

  @Override
  public int compareTo(UInt64 other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(bits);
  }
}
