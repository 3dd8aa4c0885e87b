package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.Transaction;

/**
 * A transaction that waits for a block.
 *
 * @param fee in satoshi
 * @param virtualSize in virtual bytes
 */
record MempoolEntry(Transaction tx, long fee, long virtualSize) {
  /** Whether this pays more per virtual byte than {@code other}. */
  boolean paysBetterThan(MempoolEntry other) {
    return Math.multiplyExact(fee, other.virtualSize) > Math.multiplyExact(other.fee, virtualSize);
  }
}
