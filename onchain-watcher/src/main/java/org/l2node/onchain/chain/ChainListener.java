package org.l2node.onchain.chain;

import fr.acinq.bitcoin.Block;

/** Told of the active chain block by block, in order, from one thread. What it throws stops the follower. */
public interface ChainListener {
  /** {@code block} is on top of the one told before. */
  void blockConnected(BlockRef ref, Block block);

  /** {@code ref}, the last block told, is no longer part of the active chain. */
  void blockDisconnected(BlockRef ref);
}
