package org.l2node.api.service;

import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;

/**
 * The order to open a channel.
 *
 * @param nodeId the peer; must be connected
 * @param amount the capacity, all of it from this node's wallet; the mining fee comes on top
 * @param push what the peer is given at the start; less than the capacity
 * @param announce whether other nodes are told of the channel (BOLT 7)
 * @param zeroConf whether it is to be used before it is confirmed (BOLT 2, option_zeroconf): the peer has to trust this node
 */
public record OpenChannelCommand(NodeId nodeId, Satoshi amount, MilliSatoshi push, boolean announce, boolean zeroConf) {}
