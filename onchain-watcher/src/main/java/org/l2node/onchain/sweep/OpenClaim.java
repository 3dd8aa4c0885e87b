package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;

/**
 * A claim that a channel has now.
 *
 * @param since the height of the tip when it was first seen
 */
public record OpenClaim(ChannelId channelId, Claim claim, BlockHeight since) {
  OutPoint outPoint() {
    return claim.outPoint();
  }

  /** The height of the tip from which on it could be published and was known. */
  BlockHeight payableSince() {
    int first = Math.max(0, claim.validFrom().value() - 1);
    return since.value() < first ? new BlockHeight(first) : since;
  }

  /** Whether the next block may hold a transaction that spends it. */
  boolean isReady(BlockHeight tip) {
    return claim.validFrom().value() <= tip.value() + 1;
  }
}
