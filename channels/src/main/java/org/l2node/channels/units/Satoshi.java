package org.l2node.channels.units;

/**
 * An amount on chain; 0 to 21e14, exact.
 *
 * @param sat the amount in satoshi
 */
public record Satoshi(long sat) implements Comparable<Satoshi> {
  /** All the money there can be: 21 million bitcoin. */
  public static final Satoshi MAX = new Satoshi(2_100_000_000_000_000L);

  public static final Satoshi ZERO = new Satoshi(0);

  /** @throws IllegalArgumentException if negative or more than {@link #MAX} */
  public Satoshi {
    if (sat < 0 || sat > 2_100_000_000_000_000L) {
      throw new IllegalArgumentException("not an amount of satoshi: " + sat);
    }
  }

  /** @throws IllegalArgumentException if negative or more than {@link #MAX} */
  public static Satoshi sat(long sat) {
    return new Satoshi(sat);
  }

  /** @throws IllegalArgumentException if the sum exceeds {@link #MAX} */
  public Satoshi plus(Satoshi other) {
    return new Satoshi(Math.addExact(sat, other.sat));
  }

  /** @throws IllegalArgumentException if {@code other} is more than this: compare first */
  public Satoshi minus(Satoshi other) {
    return new Satoshi(sat - other.sat);
  }

  /** This minus {@code other}, or zero where that would be negative. */
  public Satoshi minusOrZero(Satoshi other) {
    return isLessThan(other) ? ZERO : minus(other);
  }

  public boolean isZero() {
    return sat == 0;
  }

  public boolean isLessThan(Satoshi other) {
    return sat < other.sat;
  }

  public boolean isMoreThan(Satoshi other) {
    return sat > other.sat;
  }

  public MilliSatoshi toMilliSatoshi() {
    return new MilliSatoshi(sat * 1000);
  }

  @Override
  public int compareTo(Satoshi other) {
    return Long.compare(sat, other.sat);
  }

  @Override
  public String toString() {
    return sat + " sat";
  }
}
