package org.l2node.node.transport;

/** A node could not be reached; the text says why, for people. */
public final class DialException extends Exception {
  private static final long serialVersionUID = 1L;

  public DialException(String message) {
    super(message);
  }
}
