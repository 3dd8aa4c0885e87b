package org.l2node.channels.commitment;

import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * Channel type {12, 22}; BOLT 3 with {@code option_anchors}: two anchors of 330 sat, delays of one block, HTLC transactions without fee.
 */
public record AnchorsZeroFeeHtlc() implements CommitmentFormat {
  static final Satoshi ANCHOR = new Satoshi(330);
  private static final Satoshi BOTH_ANCHORS = new Satoshi(660);
  private static final int BASE_WEIGHT = 1124;
  private static final int HTLC_OUTPUT_WEIGHT = 172;
  /** The expected weight of an HTLC-timeout transaction with its one input and output. */
  public static final int HTLC_TIMEOUT_WEIGHT = 666;
  /** The expected weight of an HTLC-success transaction with its one input and output. */
  public static final int HTLC_SUCCESS_WEIGHT = 706;

  @Override
  public long weight(int untrimmedHtlcs) {
    return BASE_WEIGHT + (long) HTLC_OUTPUT_WEIGHT * untrimmedHtlcs;
  }

  @Override
  public Satoshi anchorsCost() {
    return BOTH_ANCHORS;
  }

  @Override
  public boolean isTrimmed(MilliSatoshi amount, Satoshi dustLimit) {
    // The HTLC transactions cost nothing, so only the output itself counts.
    return amount.toSatoshiRoundDown().isLessThan(dustLimit);
  }
}
