package org.l2node.routing.payment;

import java.time.Instant;
import org.l2node.channels.units.MilliSatoshi;

/**
 * An order to pay.
 *
 * @param id the number that the payment gets if it is a new one
 * @param request what is to be paid
 * @param maxFee the most that it may cost above the amount: {@link #defaultMaxFee} where the user says nothing
 * @param deadline no new attempt from then on
 * @param seed for the first attempt
 */
public record PaymentOrder(long id, PaymentRequest request, MilliSatoshi maxFee, Instant deadline, PaymentEvent.Seed seed) {
  private static final MilliSatoshi LEAST_MAX_FEE = new MilliSatoshi(5_000);

  /** 1 % of the amount, but at least 5 satoshi: below that, flat fees of a few nodes would make small payments impossible. */
  public static MilliSatoshi defaultMaxFee(MilliSatoshi amount) {
    MilliSatoshi percent = new MilliSatoshi(amount.msat() / 100);
    return percent.isLessThan(LEAST_MAX_FEE) ? LEAST_MAX_FEE : percent;
  }
}
