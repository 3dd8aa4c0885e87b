package org.l2node.api.service;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;

/**
 * The order to close a channel.
 *
 * @param address where this node's share goes (mutual close only); null: a new address of the wallet
 */
public record CloseChannelCommand(ChannelId channelId, CloseMode mode, @Nullable String address) {}
