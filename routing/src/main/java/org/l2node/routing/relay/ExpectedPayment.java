package org.l2node.routing.relay;

import fr.acinq.bitcoin.ByteVector;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.routing.invoice.InvoiceTerms;

/**
 * An invoice of this node's, as far as an HTLC is judged by it.
 *
 * @param paymentHash its name
 * @param paymentSecret what the payer must know
 * @param amount the least to be paid; null: the payer chooses
 * @param expiresAt the last moment to pay
 * @param minFinalCltvExpiryDelta what the HTLC's expiry must leave
 * @param metadata what the payer must give back; null: nothing
 * @param paidBy the HTLC that paid it; null: nobody yet
 */
public record ExpectedPayment(
    PaymentHash paymentHash,
    PaymentSecret paymentSecret,
    @Nullable MilliSatoshi amount,
    Instant expiresAt,
    CltvExpiryDelta minFinalCltvExpiryDelta,
    @Nullable ByteVector metadata,
    @Nullable PaidBy paidBy) {
  /** An incoming HTLC, by its channel and number: no payment hash tells one from another. */
  public record PaidBy(ChannelId channelId, HtlcId htlcId) {}

  /** What an invoice that nobody has paid expects. */
  public static ExpectedPayment of(InvoiceTerms terms) {
    return new ExpectedPayment(terms.paymentHash(), terms.paymentSecret(), terms.amount(), terms.expiresAt(),
        terms.minFinalCltvExpiryDelta(), terms.metadata(), null);
  }

  public ExpectedPayment withPaidBy(PaidBy htlc) {
    return new ExpectedPayment(paymentHash, paymentSecret, amount, expiresAt, minFinalCltvExpiryDelta, metadata, htlc);
  }
}
