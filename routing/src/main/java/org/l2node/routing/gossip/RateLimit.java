package org.l2node.routing.gossip;

/** A bucket of permits for one channel's or node's gossip: some at once, then one every so often. */
final class RateLimit {
  private static final int BURST = 10;
  private static final long SECONDS_PER_PERMIT = 600;

  private int permits = BURST;
  private long refilledAt;

  /**
   * Whether there is a permit.
   *
   * @param now in seconds
   */
  boolean has(long now) {
    if (refilledAt == 0) {
      refilledAt = now;
    }
    long refill = Math.max(0, now - refilledAt) / SECONDS_PER_PERMIT;
    permits = (int) Math.min(BURST, permits + refill);
    refilledAt += refill * SECONDS_PER_PERMIT;
    return permits > 0;
  }

  /** Uses a permit up; only after {@link #has}, and only for what was really signed: else anybody could use up another's. */
  void take() {
    permits--;
  }
}
