package org.l2node.channels.wire;

/**
 * Bytes that are not what they should be: too short, not minimal, not a point. A peer's fault, never ours; its text is safe to send back
 * and to log.
 */
public final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WireFormatException(String message) {
    super(message);
  }
}
