package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;
import org.l2node.onchain.chain.BlockRef;

/**
 * Who spends an output of the wallet.
 *
 * @param own whether this wallet built and committed to the spender, so that it outlives a reorganisation
 * @param block where the spender is confirmed; null while it is not
 */
public record OutputSpend(TxId spender, boolean own, @Nullable BlockRef block) {}
