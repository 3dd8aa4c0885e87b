package org.l2node.onchain.watch;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;

/** Something on the chain that somebody waits for. */
public sealed interface Watch {
  /** The greatest depth that can be waited for. */
  int MAX_DEPTH = 144;

  /**
   * A transaction is in the active chain with this many confirmations.
   *
   * @param depth 1 (in the last block) to {@link #MAX_DEPTH}
   */
  record Confirmed(TxId txId, int depth) implements Watch {
    public Confirmed {
      if (depth < 1 || depth > MAX_DEPTH) {
        throw new IllegalArgumentException("not a depth that can be watched: " + depth);
      }
    }
  }

  /** An output is spent by a transaction of the active chain, whatever that looks like. */
  record Spent(OutPoint outPoint) implements Watch {}
}
