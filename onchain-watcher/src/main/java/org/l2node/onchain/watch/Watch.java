package org.l2node.onchain.watch;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;

/** Something on the chain that somebody waits for. */
public sealed interface Watch {
  /**
   * A transaction is in the active chain with this many confirmations.
   *
   * @param depth 1 (in the last block) or more
   */
  record Confirmed(TxId txId, int depth) implements Watch {
    public Confirmed {
      if (depth < 1) {
        throw new IllegalArgumentException("not a depth: " + depth);
      }
    }
  }

  /** An output is spent by a transaction of the active chain, whatever that looks like. */
  record Spent(OutPoint outPoint) implements Watch {}
}
