package org.l2node.channels.wire;

import org.l2node.channels.units.TemporaryChannelId;

/** A message of the v1 channel establishment that comes before the channel has its id (BOLT 2). */
public sealed interface OpeningMessage extends ChannelMessage permits OpenChannel, AcceptChannel, FundingCreated {
  TemporaryChannelId temporaryChannelId();
}
