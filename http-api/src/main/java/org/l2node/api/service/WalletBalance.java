package org.l2node.api.service;

import org.l2node.channels.units.Satoshi;

/**
 * The on-chain wallet's money.
 *
 * @param confirmed in outputs of transactions in a block
 * @param unconfirmed in outputs of transactions that are in no block yet
 */
public record WalletBalance(Satoshi confirmed, Satoshi unconfirmed) {}
