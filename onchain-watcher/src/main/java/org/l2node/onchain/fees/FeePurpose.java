package org.l2node.onchain.fees;

/** What a fee is paid for; decides how soon it must be confirmed. */
public enum FeePurpose {
  /** A channel's funding transaction: nobody loses by waiting. */
  FUNDING(6),
  /** A commitment transaction: with anchors its fee can be added to, so it need only enter mempools; half a day. */
  COMMITMENT(72),
  /** A closing transaction that both sides agreed on. */
  CLOSING(12),
  /** A sweep of our own output. */
  SWEEP(12);

  private final int targetBlocks;

  FeePurpose(int targetBlocks) {
    this.targetBlocks = targetBlocks;
  }

  /** Within how many blocks it should be confirmed. */
  public int targetBlocks() {
    return targetBlocks;
  }
}
