package org.l2node.onchain.chain;

import fr.acinq.bitcoin.TxOut;

/**
 * An output that nobody has spent.
 *
 * @param confirmations of its transaction; 0 in the mempool
 * @param coinbase whether it is a miner's reward, which nobody can spend for 100 blocks
 */
public record UnspentOutput(TxOut output, int confirmations, boolean coinbase) {}
