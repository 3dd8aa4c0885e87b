package org.l2node.channels.units;

/**
 * The height at which an HTLC times out, as in {@code cltv_expiry}. Any u32 can stand on the wire; a valid one is below 500,000,000, where
 * lock times turn from heights into seconds (BOLT 2, update_add_htlc).
 *
 * @param value the height; 0 to 2^32-1
 */
public record CltvExpiry(long value) implements Comparable<CltvExpiry> {
  /** From here up a lock time counts seconds. */
  public static final long LOCKTIME_THRESHOLD = 500_000_000L;

  /** @throws IllegalArgumentException if not a u32 */
  public CltvExpiry {
    if (value < 0 || value > 0xffffffffL) {
      throw new IllegalArgumentException("not a cltv_expiry: " + value);
    }
  }

  /** Whether this is a height at all. */
  public boolean isHeight() {
    return value < LOCKTIME_THRESHOLD;
  }

  public CltvExpiry plus(CltvExpiryDelta delta) {
    return new CltvExpiry(value + delta.blocks());
  }

  public boolean isBelow(CltvExpiry other) {
    return value < other.value;
  }

  /** Whether the chain at {@code height} has reached this expiry. */
  public boolean isReachedAt(BlockHeight height) {
    return height.value() >= value;
  }

  @Override
  public int compareTo(CltvExpiry other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "expiry " + value;
  }
}
