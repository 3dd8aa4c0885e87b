package org.l2node.api.service;

/** Where an invoice stands. */
public enum InvoiceStatus {
  /** Can be paid. */
  OPEN,
  /** Was paid: the preimage was released. For good. */
  PAID,
  /** Was not paid in time. For good. */
  EXPIRED
}
