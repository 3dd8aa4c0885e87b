package org.l2node.channels.channel;

import fr.acinq.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ShortChannelId;

/** What is known of the funding output on the chain. */
public sealed interface FundingStatus {
  /**
   * Not deep enough yet.
   *
   * @param toPublish the funding transaction, where this node made it or, in a channel that is used before it is confirmed, has seen it in
   *   the mempool: published again after a restart
   * @param conflict what spends one of its inputs otherwise, in a channel that is used before it is confirmed: nothing new may rest on the
   *   channel, and once it is buried there is no channel any more
   */
  record Unconfirmed(@Nullable Transaction toPublish, @Nullable Conflict conflict) implements FundingStatus {
    public Unconfirmed(@Nullable Transaction toPublish) {
      this(toPublish, null);
    }

    public Unconfirmed withConflict(Conflict newConflict) {
      return new Unconfirmed(toPublish, newConflict);
    }
  }

  /**
   * As deep as both sides wanted, and just as agreed.
   *
   * @param shortChannelId where
   * @param deep whether it has the 6 confirmations that an announcement needs
   */
  record Confirmed(ShortChannelId shortChannelId, boolean deep) implements FundingStatus {}

  /**
   * It was as deep as wanted, and a reorganisation has taken it out of the chain: nothing new may rest on the channel until it is back.
   *
   * @param before where it was
   * @param tx the funding transaction, where it is known: its inputs are watched
   * @param conflict what spends one of them otherwise: once it is buried there is no channel any more
   */
  record Reorganized(ShortChannelId before, @Nullable Transaction tx, @Nullable Conflict conflict) implements FundingStatus {
    public Reorganized withConflict(Conflict newConflict) {
      return new Reorganized(before, tx, newConflict);
    }
  }

  /** What is in a block in place of the funding transaction; null: nothing is known to be. */
  default @Nullable Conflict conflict() {
    return null;
  }

  /**
   * A transaction that is in a block in place of the funding transaction.
   *
   * @param height of its block
   */
  record Conflict(Transaction tx, BlockHeight height) {}
}
