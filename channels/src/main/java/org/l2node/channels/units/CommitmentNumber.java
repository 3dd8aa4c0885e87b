package org.l2node.channels.units;

/**
 * The number of a commitment, per side, from 0 up to 2^48-1 (BOLT 3).
 *
 * @param value the number
 */
public record CommitmentNumber(long value) implements Comparable<CommitmentNumber> {
  public static final CommitmentNumber ZERO = new CommitmentNumber(0);

  /** @throws IllegalArgumentException if it does not fit 48 bits */
  public CommitmentNumber {
    if (value < 0 || value >= (1L << 48)) {
      throw new IllegalArgumentException("not a commitment number: " + value);
    }
  }

  /** @throws IllegalArgumentException if the numbers are used up */
  public CommitmentNumber next() {
    return new CommitmentNumber(value + 1);
  }

  @Override
  public int compareTo(CommitmentNumber other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "commitment " + value;
  }
}
