package org.l2node.node.transport.noise;

/** The remote's bytes are not what BOLT 8 demands: the connection must end without another word. */
public final class NoiseException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What was wrong. */
  public enum Reason {
    ACT1_READ_FAILED,
    ACT1_BAD_VERSION,
    ACT1_BAD_PUBKEY,
    ACT1_BAD_TAG,
    ACT2_READ_FAILED,
    ACT2_BAD_VERSION,
    ACT2_BAD_PUBKEY,
    ACT2_BAD_TAG,
    ACT3_READ_FAILED,
    ACT3_BAD_VERSION,
    ACT3_BAD_CIPHERTEXT,
    ACT3_BAD_PUBKEY,
    ACT3_BAD_TAG,
    BAD_LENGTH_TAG,
    BAD_MESSAGE_TAG
  }

  private final Reason reason;

  NoiseException(Reason reason) {
    super("noise: " + reason);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
