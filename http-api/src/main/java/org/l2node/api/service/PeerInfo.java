package org.l2node.api.service;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;

/**
 * A peer.
 *
 * @param address where it is connected from or to, or was last; null if never known
 * @param connected whether both {@code init} messages are through and the connection stands
 * @param inbound whether the peer made the connection; false where it is not connected
 * @param numChannels channels with it that are not closed
 */
public record PeerInfo(NodeId nodeId, @Nullable PeerAddress address, boolean connected, boolean inbound, int numChannels) {}
