package org.l2node.routing.payment;

import fr.acinq.bitcoin.ByteVector;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.routing.path.RouteHint;

/**
 * What is to be paid: an invoice with its amount settled.
 *
 * @param paymentHash what the HTLCs are locked to
 * @param payee who gets it
 * @param amount what the payee gets; > 0
 * @param paymentSecret field s of the invoice
 * @param paymentMetadata field m of the invoice, given back to the payee
 * @param minFinalCltvExpiryDelta how far above the height the payee wants the HTLC to expire
 * @param expiresAt when the invoice is no longer to be paid; null: never
 * @param hints channels that only the invoice tells of
 * @param invoice its text, for people; empty if there is none
 */
public record PaymentRequest(
    PaymentHash paymentHash,
    NodeId payee,
    MilliSatoshi amount,
    PaymentSecret paymentSecret,
    @Nullable ByteVector paymentMetadata,
    CltvExpiryDelta minFinalCltvExpiryDelta,
    @Nullable Instant expiresAt,
    List<RouteHint> hints,
    String invoice) {
  /** @throws IllegalArgumentException if the amount is zero */
  public PaymentRequest {
    hints = List.copyOf(hints);
    if (amount.isZero()) {
      throw new IllegalArgumentException("a payment of nothing");
    }
  }
}
