package org.l2node.api.service;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;

/**
 * The order to pay more for what closes a channel.
 *
 * @param feerate the least to pay; null: what should do, and more than now
 */
public record BumpCloseCommand(ChannelId channelId, @Nullable FeeratePerKw feerate) {}
