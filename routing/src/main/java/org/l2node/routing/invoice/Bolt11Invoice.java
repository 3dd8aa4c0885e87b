package org.l2node.routing.invoice;

import java.time.Instant;
import java.util.Optional;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;

/**
 * An invoice whose signature is valid (BOLT 11).
 *
 * @param terms what the payee asks for
 * @param payee who signed it: the final node
 * @param text the invoice itself, in lower case
 */
public record Bolt11Invoice(InvoiceTerms terms, NodeId payee, String text) {
  /**
   * Reads an invoice for any base chain.
   *
   * @param text the invoice, with {@code lightning:} before it or not; anything
   * @throws InvalidInvoiceException if it is not an invoice that BOLT 11 lets a payer pay
   */
  public static Bolt11Invoice read(String text) throws InvalidInvoiceException {
    return InvoiceReader.read(text);
  }

  /** As {@link #read(String)}, and refuses one for another base chain than {@code network}. */
  public static Bolt11Invoice read(String text, InvoiceNetwork network) throws InvalidInvoiceException {
    Bolt11Invoice invoice = read(text);
    if (invoice.terms.network() != network) {
      throw new InvalidInvoiceException(new InvoiceError.OtherNetwork(network, invoice.terms.network()));
    }
    return invoice;
  }

  public PaymentHash paymentHash() {
    return terms.paymentHash();
  }

  public PaymentSecret paymentSecret() {
    return terms.paymentSecret();
  }

  /** The least to be paid; empty: the payer chooses. */
  public Optional<MilliSatoshi> amount() {
    return Optional.ofNullable(terms.amount());
  }

  /** Whether it is too late to pay at {@code now}. */
  public boolean isExpired(Instant now) {
    return terms.isExpired(now);
  }

  @Override
  public String toString() {
    return "invoice " + paymentHash();
  }
}
