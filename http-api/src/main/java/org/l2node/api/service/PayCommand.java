package org.l2node.api.service;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;

/**
 * The order to pay.
 *
 * @param destination what to pay: a BOLT 11 invoice
 * @param amount where the invoice names none; else null
 * @param maxFee the most that the hops may take; null: {@link #defaultMaxFee}
 */
public record PayCommand(String destination, @Nullable MilliSatoshi amount, @Nullable MilliSatoshi maxFee) {
  private static final MilliSatoshi LEAST_DEFAULT = MilliSatoshi.msat(5_000);

  /** The fee limit where the request names none: 1 % of the amount, 5,000 msat at least. */
  public static MilliSatoshi defaultMaxFee(MilliSatoshi amount) {
    MilliSatoshi share = MilliSatoshi.msat(amount.msat() / 100);
    return share.isLessThan(LEAST_DEFAULT) ? LEAST_DEFAULT : share;
  }
}
