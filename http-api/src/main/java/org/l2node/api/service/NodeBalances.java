package org.l2node.api.service;

import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * All the money of a node. Nothing is counted twice; what the node owns for sure is {@code onchain + local + closing}.
 *
 * @param onchain the wallet's
 * @param local this node's balances in channels that are opening, normal or shutting down, reserve and commitment fee not taken off
 * @param remote the peers' balances in those channels
 * @param outgoingHtlcs in outgoing HTLCs of those channels: neither side's yet
 * @param incomingHtlcs in incoming HTLCs of those channels: neither side's yet
 * @param closing this node's share of channels that are closing and whose money the wallet's balance does not contain yet
 */
public record NodeBalances(WalletBalance onchain, MilliSatoshi local, MilliSatoshi remote, MilliSatoshi outgoingHtlcs,
    MilliSatoshi incomingHtlcs, Satoshi closing) {}
