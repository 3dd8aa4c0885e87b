package org.l2node.onchain.sweep;

import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * What must stay in the wallet to pay for the commitments of all channels, should they have to be confirmed in a hurry and all at once
 * (reliability, V37 and V38). Pure.
 */
public final class AnchorReserve {
  /** 25 sat per virtual byte: what a block costs on a bad day. */
  private static final FeeratePerKw FEERATE = new FeeratePerKw(6_250);
  /** A commitment without HTLCs, its child of anchor, coin and change, and one HTLC transaction with its coin and change. */
  private static final int WEIGHT = 1_124 + 750 + 1_200;

  private AnchorReserve() {}

  /** For one channel. */
  public static Satoshi perChannel() {
    return FEERATE.fee(WEIGHT);
  }

  /**
   * For some channels.
   *
   * @param channels how many may yet be closed by a commitment, 0 or more
   */
  public static Satoshi of(int channels) {
    return new Satoshi(Math.multiplyExact(perChannel().sat(), (long) channels));
  }
}
