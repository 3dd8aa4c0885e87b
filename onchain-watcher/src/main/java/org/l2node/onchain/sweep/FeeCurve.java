package org.l2node.onchain.sweep;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;

/**
 * What is offered for a claim at each height: slow at first, then steep, and all that may be spent one block before the deadline, whatever
 * estimates say (reliability, V36). Where nothing hurries, the estimate and a little more each day. Pure; for the same facts it never falls
 * from one height to the next.
 *
 * @param since the height of the tip from which on it rises
 * @param deadline the highest block that the claim should be in; null: nothing hurries
 * @param least where it begins
 * @param most where it ends: the budget, for the weight that it must pay for
 */
public record FeeCurve(BlockHeight since, @Nullable BlockHeight deadline, FeeratePerKw least, FeeratePerKw most) {
  /** Where nothing hurries, this many blocks add as much as it began with. */
  private static final int DOUBLING = 144;

  /**
   * The rate to offer for the next block; never above {@link #most}, even where that is less than {@link #least}.
   *
   * @param tip the height of the last block
   * @param fees gives the estimate, which is offered where it is more than the curve
   */
  public FeeratePerKw at(BlockHeight tip, FeeFacts fees) {
    long elapsed = Math.max(0, tip.value() - (long) since.value());
    BlockHeight by = deadline;
    if (by == null) {
      long base = Math.max(least.satPerKw(), fees.relaxed().satPerKw());
      return atMost(base + base * elapsed / DOUBLING);
    }
    // The block before the deadline is the last but one that will do: it and the deadline's own are offered everything.
    long span = by.value() - 2L - since.value();
    if (elapsed >= span) {
      return most;
    }
    long room = Math.max(0, most.satPerKw() - least.satPerKw());
    double part = (double) elapsed / span;
    long curve = least.satPerKw() + (long) (room * part * part * part);
    return atMost(Math.max(curve, fees.estimate(by.value() - tip.value()).satPerKw()));
  }

  private FeeratePerKw atMost(long satPerKw) {
    return new FeeratePerKw(Math.min(most.satPerKw(), satPerKw));
  }
}
