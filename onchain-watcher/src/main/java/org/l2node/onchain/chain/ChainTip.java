package org.l2node.onchain.chain;

/**
 * How far the full node is.
 *
 * @param block the last block of its active chain
 * @param complete false while it still downloads or verifies blocks that it knows of: its view of the chain is then old
 */
public record ChainTip(BlockRef block, boolean complete) {}
