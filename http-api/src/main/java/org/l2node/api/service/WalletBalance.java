package org.l2node.api.service;

import org.l2node.channels.units.Satoshi;

/**
 * The on-chain wallet's money.
 *
 * @param confirmed in outputs of transactions in a block that can be spent
 * @param unconfirmed in outputs of transactions that are in no block yet
 * @param immature miners' rewards that cannot be spent yet
 * @param reserve what must stay in the wallet to pay the fees of closing the channels; part of the others
 */
public record WalletBalance(Satoshi confirmed, Satoshi unconfirmed, Satoshi immature, Satoshi reserve) {}
