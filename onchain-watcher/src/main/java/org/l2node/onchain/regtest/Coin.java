package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.TxOut;

/**
 * An output that may be spent.
 *
 * @param height of its block; for one in the mempool, of the next block
 * @param coinbase whether it is a block's reward
 */
record Coin(TxOut output, int height, boolean coinbase) {}
