package org.l2node.routing.invoice;

/** A text that is no valid invoice. Its message is the text of its error. */
public final class InvalidInvoiceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient InvoiceError error;

  InvalidInvoiceException(InvoiceError error) {
    super(error.text());
    this.error = error;
  }

  public InvoiceError error() {
    return error;
  }
}
