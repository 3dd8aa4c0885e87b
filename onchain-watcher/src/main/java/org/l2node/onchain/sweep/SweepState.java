package org.l2node.onchain.sweep;

/** What a claim waits for. */
public enum SweepState {
  /** A block before which nobody can spend it. */
  HEIGHT("a later block"),
  /** Its transaction is in the mempool and waits for a block. */
  CONFIRMATION("a block"),
  /** The full node did not take its transaction, for now: it is sent again with each block, with a higher fee where that may help. */
  MEMPOOL("the full node, which has not taken the transaction yet"),
  /** Nothing was sent yet. */
  PUBLISHING("publishing"),
  /** The wallet has no confirmed coin for the fee. */
  COINS("confirmed money in the wallet, for the fee"),
  /** The network wants more than may be spent on it. */
  LOWER_FEES("lower fees: at the moment it costs more than it may"),
  /** Somebody else's transaction has spent it, or what it is an output of is not in the chain. */
  OTHER_SPEND("what spends it to be deep enough in the chain"),
  /** What it would pay for pays enough by itself. */
  NOTHING("nothing: the commitment pays enough by itself"),
  /** This program failed to make the transaction: a bug, which is logged. */
  REPAIR("a repair: the transaction could not be made");

  private final String text;

  SweepState(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
