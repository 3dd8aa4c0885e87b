package org.l2node.api.service;

/**
 * Names a payment of this node for good.
 *
 * @param value as the payments' table numbers it; at least 1
 */
public record PaymentId(long value) implements Comparable<PaymentId> {
  /** @throws IllegalArgumentException if below 1 */
  public PaymentId {
    if (value < 1) {
      throw new IllegalArgumentException("not a payment id: " + value);
    }
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public static PaymentId parse(String text) {
    if (text.isEmpty() || text.length() > 18 || text.startsWith("0") || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a payment id: it must be a number from 1 on");
    }
    return new PaymentId(Long.parseLong(text));
  }

  @Override
  public int compareTo(PaymentId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
