package org.l2node.routing.path;

/**
 * What a hop costs a payer besides its fee, in millisatoshi: money locked for longer, one more node that may fail, and the likelihood that
 * the channel cannot carry the amount. The scale is that of fees, so that all of it can be added up; the weights are those that other
 * implementations have come to.
 */
final class PathCost {
  /** For every hop: a flat part, and a part in proportion to the amount (100 millionths). */
  private static final long HOP_BASE = 500;

  private static final long HOP_DIVISOR = 10_000;
  /** 15 billionths of the amount for every block that it may be locked. */
  private static final long RISK_BILLIONTHS = 15;
  /** For every halving of the likelihood of success: a flat part, and a part in proportion to the amount (500 millionths). */
  private static final long DOUBT_BASE = 1_000;

  private static final long DOUBT_DIVISOR = 2_000;

  private static final int STEPS = 1024;
  /** -log2(1 - i / 1025) in 1024ths. */
  private static final int[] LOG = new int[STEPS + 1];

  static {
    for (int i = 0; i <= STEPS; i++) {
      LOG[i] = (int) Math.round(-Math.log(1 - (double) i / (STEPS + 1)) / Math.log(2) * 1024);
    }
  }

  private PathCost() {}

  /**
   * The cost of one hop without its fee.
   *
   * @param amount that the channel carries; at most {@code maximum}
   * @param delta the blocks by which the hop delays the expiry
   * @param maximum that the channel can carry; {@link Long#MAX_VALUE}: not known, and the likelihood not counted
   */
  static long of(long amount, int delta, long maximum) {
    long cost = HOP_BASE + amount / HOP_DIVISOR + amount / 1_000_000 * delta * RISK_BILLIONTHS / 1_000;
    if (maximum == Long.MAX_VALUE) {
      return cost;
    }
    // The balance is taken to lie anywhere in the channel with equal likelihood, so the channel carries the amount with likelihood 1 -
    // amount / maximum. A table of
    // logarithms, since this is done for every edge that a search looks at. maximum >= amount > 0.
    int step = (int) ((double) amount / maximum * STEPS);
    return cost + (LOG[step] * (DOUBT_BASE + amount / DOUBT_DIVISOR) >> 10);
  }
}
