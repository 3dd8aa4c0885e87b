package org.l2node.onchain.wallet;

import org.l2node.channels.units.Satoshi;

/**
 * What the wallet has; the first three add up to all of it.
 *
 * @param confirmed in blocks and spendable, reserved or not
 * @param unconfirmed change of the wallet's own transactions that wait for a block
 * @param immature miners' rewards that cannot be spent yet
 * @param reserved the part of the first two that is kept for transactions already built
 */
public record WalletBalance(Satoshi confirmed, Satoshi unconfirmed, Satoshi immature, Satoshi reserved) {}
