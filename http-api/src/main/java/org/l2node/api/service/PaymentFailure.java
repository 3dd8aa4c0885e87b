package org.l2node.api.service;

import java.util.Locale;

/**
 * Why a payment failed.
 *
 * @param detail for people: cause and next step
 */
public record PaymentFailure(Code code, String detail) {
  /** The lower-case name is in the JSON and stays for good. */
  public enum Code {
    /** No path to the destination with enough capacity within the fee limit. */
    NO_ROUTE,
    /** No channel of this node can send now: there is none, or none is open with its peer connected. */
    NO_USABLE_CHANNEL,
    /** This node's channels cannot send that much. */
    INSUFFICIENT_BALANCE,
    /** Paths exist but all cost more than the fee limit. */
    FEE_LIMIT_EXCEEDED,
    /** The final node does not know the payment hash, amount or secret, or its invoice has expired there. */
    REFUSED_BY_DESTINATION,
    /** Every path that was tried failed on the way. */
    ROUTES_EXHAUSTED,
    /** It took too long. */
    TIMEOUT,
    /** The invoice expired before a path was found. */
    INVOICE_EXPIRED;

    /** As in the JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
