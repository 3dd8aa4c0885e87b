package org.l2node.onchain.publish;

import fr.acinq.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;

/**
 * A transaction that is to be confirmed.
 *
 * @param purpose what for
 * @param since the height of the tip when it was first published
 * @param confirmedIn where it is confirmed; null while it is not
 * @param conflictIn where a transaction that spends the same is confirmed; null while there is none
 */
public record PublishedTransaction(Transaction tx, Effect.Purpose purpose, BlockHeight since, @Nullable BlockRef confirmedIn,
    @Nullable BlockRef conflictIn) {

  /** The block that settles its fate, unless a reorganisation takes it away; null while there is none. */
  public @Nullable BlockRef settledIn() {
    return confirmedIn != null ? confirmedIn : conflictIn;
  }

  PublishedTransaction with(@Nullable BlockRef nowConfirmedIn, @Nullable BlockRef nowConflictIn) {
    return new PublishedTransaction(tx, purpose, since, nowConfirmedIn, nowConflictIn);
  }
}
