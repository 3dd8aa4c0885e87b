package org.l2node.api.service;

/** Where a payment stands. */
public enum PaymentStatus {
  /** It may still succeed, or the money is still in an HTLC. */
  PENDING,
  /** The preimage is known. For good. */
  SUCCEEDED,
  /** No HTLC is left and nothing was paid. For good. */
  FAILED
}
