package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;

/**
 * A claim that a channel has now.
 *
 * @param since the height of the tip when it was first seen: where its fee begins to rise from
 */
public record OpenClaim(ChannelId channelId, Claim claim, BlockHeight since) {
  OutPoint outPoint() {
    return claim.outPoint();
  }

  /** Whether the next block may hold a transaction that spends it. */
  boolean isReady(BlockHeight tip) {
    return claim.validFrom().value() <= tip.value() + 1;
  }
}
