package org.l2node.routing.payment;

/** What an order to pay comes to. */
public sealed interface PaymentStart {
  /** A new payment: make it durable and carry out its effects. It may have failed already, for want of a route. */
  record Started(PaymentTransition transition) implements PaymentStart {}

  /** The same payment hash is being paid or is paid: nothing is sent, the answer is that payment's. */
  record Existing(Payment payment) implements PaymentStart {}

  /** Cannot be paid at all; nothing is stored. */
  record Refused(PaymentFailure failure) implements PaymentStart {}
}
