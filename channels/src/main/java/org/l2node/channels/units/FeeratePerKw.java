package org.l2node.channels.units;

/**
 * A fee rate in satoshi per 1,000 weight units, as in {@code feerate_per_kw}; 0 to 2^32-1. What this node proposes is never below
 * {@link #FLOOR}.
 *
 * @param satPerKw satoshi per 1,000 weight units
 */
public record FeeratePerKw(long satPerKw) implements Comparable<FeeratePerKw> {
  /** The least that the network relays: 1 sat per virtual byte, rounded up. */
  public static final FeeratePerKw FLOOR = new FeeratePerKw(253);

  /** @throws IllegalArgumentException if not a u32 */
  public FeeratePerKw {
    if (satPerKw < 0 || satPerKw > 0xffffffffL) {
      throw new IllegalArgumentException("not a fee rate: " + satPerKw);
    }
  }

  /** The fee rate of {@code satPerVbyte}, at least {@link #FLOOR}. */
  public static FeeratePerKw ofSatPerVbyte(long satPerVbyte) {
    return new FeeratePerKw(Math.max(FLOOR.satPerKw, Math.multiplyExact(satPerVbyte, 250L)));
  }

  /**
   * The fee of a transaction, rounded down as BOLT 3 demands.
   *
   * @param weight weight units, >= 0
   */
  public Satoshi fee(long weight) {
    return new Satoshi(Math.multiplyExact(satPerKw, weight) / 1000);
  }

  public boolean isLessThan(FeeratePerKw other) {
    return satPerKw < other.satPerKw;
  }

  public boolean isMoreThan(FeeratePerKw other) {
    return satPerKw > other.satPerKw;
  }

  @Override
  public int compareTo(FeeratePerKw other) {
    return Long.compare(satPerKw, other.satPerKw);
  }

  @Override
  public String toString() {
    return satPerKw + " sat/kw";
  }
}
