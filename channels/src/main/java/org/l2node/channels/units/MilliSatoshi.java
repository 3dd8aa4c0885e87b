package org.l2node.channels.units;

import java.math.BigDecimal;

/**
 * An amount off chain, in thousandths of a satoshi; 0 to 21e17 (all bitcoin there will be), exact.
 *
 * @param msat the amount in millisatoshi
 */
public record MilliSatoshi(long msat) implements Comparable<MilliSatoshi> {
  /** All the money there can be: 21 million bitcoin. */
  public static final MilliSatoshi MAX = new MilliSatoshi(2_100_000_000_000_000_000L);

  public static final MilliSatoshi ZERO = new MilliSatoshi(0);

  /** @throws IllegalArgumentException if negative or more than {@link #MAX} */
  public MilliSatoshi {
    if (msat < 0 || msat > 2_100_000_000_000_000_000L) {
      throw new IllegalArgumentException("not an amount of millisatoshi: " + msat);
    }
  }

  /** @throws IllegalArgumentException if negative or more than {@link #MAX} */
  public static MilliSatoshi msat(long msat) {
    return new MilliSatoshi(msat);
  }

  /** @throws IllegalArgumentException if the sum exceeds {@link #MAX} */
  public MilliSatoshi plus(MilliSatoshi other) {
    return new MilliSatoshi(Math.addExact(msat, other.msat));
  }

  /** @throws IllegalArgumentException if {@code other} is more than this: compare first */
  public MilliSatoshi minus(MilliSatoshi other) {
    return new MilliSatoshi(msat - other.msat);
  }

  /** This minus {@code other}, or zero where that would be negative. */
  public MilliSatoshi minusOrZero(MilliSatoshi other) {
    return isLessThan(other) ? ZERO : minus(other);
  }

  public boolean isZero() {
    return msat == 0;
  }

  public boolean isLessThan(MilliSatoshi other) {
    return msat < other.msat;
  }

  public boolean isMoreThan(MilliSatoshi other) {
    return msat > other.msat;
  }

  /** The whole satoshi in this amount, as BOLT 3 rounds every output. */
  public Satoshi toSatoshiRoundDown() {
    return new Satoshi(msat / 1000);
  }

  @Override
  public int compareTo(MilliSatoshi other) {
    return Long.compare(msat, other.msat);
  }

  /** In satoshi, exact: 3.5 sat. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(msat, 3).stripTrailingZeros().toPlainString() + " sat";
  }
}
