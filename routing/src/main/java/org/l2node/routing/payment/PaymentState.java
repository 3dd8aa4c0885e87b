package org.l2node.routing.payment;

import org.l2node.routing.path.RouteKnowledge;

/**
 * A payment at work.
 *
 * @param payment what is durable of it
 * @param knowledge what its failed attempts taught; after a restart it is learnt anew
 */
public record PaymentState(Payment payment, RouteKnowledge knowledge) {
  /** A payment as it was stored. */
  public static PaymentState stored(Payment payment) {
    return new PaymentState(payment, RouteKnowledge.NONE);
  }
}
