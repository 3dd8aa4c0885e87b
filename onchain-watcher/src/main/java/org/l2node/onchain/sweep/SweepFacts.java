package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;

/**
 * All that decides which transactions are wanted.
 *
 * @param tip the height of the last block
 * @param open the claims that are not spent, as far as is known
 * @param active the attempts that may still be confirmed: all their claims are open, and no later attempt has any of them
 * @param offered the rate of the last attempt for each output
 * @param bumps the least rate that the operator wants, by channel
 * @param taken outputs that a transaction in the mempool spends which is not ours
 * @param coins how many coins of the wallet can pay fees
 */
record SweepFacts(BlockHeight tip, FeeFacts fees, List<OpenClaim> open, List<Active> active, Map<OutPoint, FeeratePerKw> offered,
    Map<ChannelId, FeeratePerKw> bumps, Set<OutPoint> taken, int coins) {

  /** An attempt, and whether the mempool has it. */
  record Active(Attempt attempt, Standing standing) {}

  enum Standing {
    /** In the mempool. */
    IN_MEMPOOL,
    /** It had left the mempool without being confirmed, and is there again. */
    CAME_BACK,
    /** The mempool does not take it. */
    REFUSED
  }
}
