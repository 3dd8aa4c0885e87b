package org.l2node.channels.channel;

import fr.acinq.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;

/**
 * The closing transactions that both sides have signed while either may still pay for another one (BOLT 2, closing_complete); stored.
 *
 * @param paidByLocal the newest that this node pays for
 * @param paidByRemote the newest that the peer pays for
 * @param since height of the chain when there was nothing left to wait for but a closing transaction; null: there still is
 */
public record MutualCloses(@Nullable Transaction paidByLocal, @Nullable Transaction paidByRemote, @Nullable BlockHeight since) {
  public static final MutualCloses NONE = new MutualCloses(null, null, null);

  /** Whether none is signed. */
  public boolean isEmpty() {
    return paidByLocal == null && paidByRemote == null;
  }

  /**
   * The one that will probably be mined: the one that pays more, of two that pay the same the opener's, which comes first; null: none is
   * signed.
   */
  public @Nullable Transaction best(boolean localIsOpener) {
    if (paidByLocal == null || paidByRemote == null) {
      return paidByLocal != null ? paidByLocal : paidByRemote;
    }
    long local = outputs(paidByLocal);
    long remote = outputs(paidByRemote);
    return local < remote || local == remote && localIsOpener ? paidByLocal : paidByRemote;
  }

  private static long outputs(Transaction tx) {
    return tx.txOut.stream().mapToLong(output -> output.amount.toLong()).sum();
  }

  public MutualCloses withPaidByLocal(Transaction tx) {
    return new MutualCloses(tx, paidByRemote, since);
  }

  public MutualCloses withPaidByRemote(Transaction tx) {
    return new MutualCloses(paidByLocal, tx, since);
  }

  /** With the height noted, unless one is. */
  public MutualCloses withSince(BlockHeight height) {
    return since != null ? this : new MutualCloses(paidByLocal, paidByRemote, height);
  }
}
