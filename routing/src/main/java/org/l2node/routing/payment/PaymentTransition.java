package org.l2node.routing.payment;

import java.util.List;

/**
 * What a step of a payment comes to.
 *
 * @param next the state from now on
 * @param write whether {@code next.payment()} is to be made durable before the effects are carried out
 * @param effects orders, in order
 */
public record PaymentTransition(PaymentState next, boolean write, List<PaymentEffect> effects) {
  /** @throws IllegalArgumentException if an HTLC would leave before its attempt is durable: after a crash nobody would know whose it is */
  public PaymentTransition {
    effects = List.copyOf(effects);
    if (!write && effects.stream().anyMatch(effect -> effect instanceof PaymentEffect.SendHtlc || effect instanceof PaymentEffect.Ended)) {
      throw new IllegalArgumentException("an HTLC or an end of a payment that is not durable");
    }
  }
}
