package org.l2node.onchain.sweep;

import org.l2node.channels.units.FeeratePerKw;

/**
 * What blocks cost at the moment.
 *
 * @param minimum the least that the mempool takes
 * @param soon an estimate for one of the next few blocks
 * @param today an estimate for some hours
 * @param relaxed an estimate for where nothing hurries
 * @param ceiling nothing pays more, whatever its budget
 */
public record FeeFacts(FeeratePerKw minimum, FeeratePerKw soon, FeeratePerKw today, FeeratePerKw relaxed, FeeratePerKw ceiling) {
  private static final int SOON = 3;
  private static final int TODAY = 36;

  /** The estimate for something that must be in a block within {@code blocks}. */
  FeeratePerKw estimate(int blocks) {
    return blocks <= SOON ? soon : blocks <= TODAY ? today : relaxed;
  }
}
