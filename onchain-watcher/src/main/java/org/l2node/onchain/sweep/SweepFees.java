package org.l2node.onchain.sweep;

import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;

/** Asks the full node what blocks cost. */
final class SweepFees {
  private static final int SOON = 2;
  private static final int TODAY = 18;
  private static final int RELAXED = 144;

  private final ChainSource source;
  private final FeeratePerKw ceiling;

  SweepFees(ChainSource source, FeeratePerKw ceiling) {
    this.source = source;
    this.ceiling = ceiling;
  }

  FeeFacts now() throws ChainUnreachableException {
    FeeratePerKw asked = source.mempoolMinimumFeerate();
    FeeratePerKw minimum = asked.isLessThan(FeeratePerKw.FLOOR) ? FeeratePerKw.FLOOR : asked;
    return new FeeFacts(minimum, estimate(SOON, minimum), estimate(TODAY, minimum), estimate(RELAXED, minimum),
        ceiling.isLessThan(minimum) ? minimum : ceiling);
  }

  /** Where there is no estimate, the least will do: the curve goes on from there. */
  private FeeratePerKw estimate(int blocks, FeeratePerKw minimum) throws ChainUnreachableException {
    FeeratePerKw estimate = source.estimateFeerate(blocks).orElse(minimum);
    return estimate.isLessThan(minimum) ? minimum : estimate;
  }
}
