package org.l2node.onchain.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.l2node.onchain.chain.BlockRef;

/**
 * How this node's view of the chain stands.
 *
 * @param reachable whether the full node answered the last time
 * @param synced whether all blocks that the full node has are followed, and it has all that it knows of. A node that is not must not trust
 *   expiries
 * @param block the last block followed; null before the first
 * @param blockTime the time in its header; null before the first
 * @param problem what is wrong, for people; empty where all is well
 */
public record ChainStatus(boolean reachable, boolean synced, @Nullable BlockRef block, @Nullable Instant blockTime, String problem) {
  static final ChainStatus STARTING = new ChainStatus(false, false, null, null, "the full node has not been asked yet");

  /**
   * Whether the last block is so old that the view may be held back on purpose (reliability, V39). Where blocks come on demand, this says
   * nothing.
   */
  public boolean isOlderThan(Duration age, Instant now) {
    return blockTime == null || blockTime.plus(age).isBefore(now);
  }

  ChainStatus unreachable(String why) {
    return new ChainStatus(false, false, block, blockTime, why);
  }
}
