package org.l2node.onchain.chain;

import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.Satoshi;

/**
 * Whether the mempool would take a transaction.
 *
 * @param allowed whether it would
 * @param fee its fee, where it would
 * @param reason why not, in the full node's words; empty where it would
 */
public record MempoolVerdict(TxId txId, boolean allowed, @Nullable Satoshi fee, String reason) {}
