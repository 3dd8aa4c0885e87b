package org.l2node.onchain.chain;

/** What a full node said to a transaction. That it gave no answer at all is a {@link ChainUnreachableException}. */
public sealed interface BroadcastResult {
  /** It is in the full node's mempool now; perhaps it was before. */
  record Accepted() implements BroadcastResult {}

  /** It is in the active chain, and some output of it is unspent. */
  record AlreadyConfirmed() implements BroadcastResult {}

  /**
   * Refused, for now: none of the reasons is for ever (a conflict may be reorganised away, a lock time pass, the mempool's floor fall), so
   * whoever needs the transaction tries again.
   *
   * @param code the full node's error code
   * @param kind what the code says
   * @param reason the full node's words: for people, never to be decided on
   */
  record Rejected(int code, Kind kind, String reason) implements BroadcastResult {}

  /** What may be told from the code alone. */
  enum Kind {
    /** An input is spent or was never seen (code -25). */
    INPUTS_MISSING_OR_SPENT,
    /** It breaks a rule of consensus or of the mempool (code -26). */
    REFUSED,
    /** It could not be decoded (code -22). */
    MALFORMED,
    /** Any other code. */
    UNKNOWN
  }
}
