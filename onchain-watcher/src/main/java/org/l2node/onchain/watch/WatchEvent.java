package org.l2node.onchain.watch;

import fr.acinq.bitcoin.Transaction;
import org.l2node.onchain.chain.BlockRef;

/**
 * What was waited for has come.
 *
 * @param tx the transaction that is confirmed, or that spends, as it stands in the block, witnesses included
 * @param block where it is
 * @param txIndex its place in the block, from 0
 */
public record WatchEvent(Watch watch, Transaction tx, BlockRef block, int txIndex) {}
