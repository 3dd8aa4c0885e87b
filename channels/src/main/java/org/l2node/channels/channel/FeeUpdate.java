package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;

/**
 * A fee rate on its way through the commitments: the opening's or an update_fee's.
 *
 * @param feerate for the commitment transactions
 * @param addedLocal the first local commitment with it; null: none yet
 * @param addedRemote the first remote commitment that this node signed with it; null: none yet
 */
public record FeeUpdate(FeeratePerKw feerate, @Nullable CommitmentNumber addedLocal, @Nullable CommitmentNumber addedRemote) {
  FeeUpdate inLocal(CommitmentNumber number) {
    return new FeeUpdate(feerate, number, addedRemote);
  }

  FeeUpdate inRemote(CommitmentNumber number) {
    return new FeeUpdate(feerate, addedLocal, number);
  }
}
