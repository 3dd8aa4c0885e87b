package org.l2node.api.service;

import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * A hop of a route hint (BOLT 11, field r).
 *
 * @param nodeId the node at which the channel starts
 * @param feeProportionalMillionths parts in a million of the amount; 0 to 2^32-1
 */
public record RouteHintHop(NodeId nodeId, ShortChannelId shortChannelId, MilliSatoshi feeBase, long feeProportionalMillionths,
    CltvExpiryDelta cltvExpiryDelta) {}
