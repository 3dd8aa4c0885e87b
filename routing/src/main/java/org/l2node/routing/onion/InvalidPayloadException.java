package org.l2node.routing.onion;

/** A payload that this node cannot act on; the origin node is told by {@link #failure}. */
public final class InvalidPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long type;
  private final int offset;

  /**
   * @param type the TLV type at fault, unsigned; 0 where none is
   * @param offset where its record starts in the payload, behind the payload's length; 0 where it is missing
   * @param text for people, safe to log
   */
  InvalidPayloadException(long type, int offset, String text) {
    super(text);
    this.type = type;
    this.offset = offset;
  }

  /** What the origin node is told. */
  public FailureMessage.InvalidOnionPayload failure() {
    return new FailureMessage.InvalidOnionPayload(type, offset);
  }
}
