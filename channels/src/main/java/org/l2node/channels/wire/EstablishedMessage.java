package org.l2node.channels.wire;

import org.l2node.channels.units.ChannelId;

/** A message that names its channel by the id made of the funding outpoint (BOLT 2, BOLT 7). */
public sealed interface EstablishedMessage extends ChannelMessage
    permits FundingSigned, ChannelReady, Shutdown, ClosingSigned, ClosingComplete, ClosingSig, UpdateMessage, CommitmentSigned,
    RevokeAndAck, ChannelReestablish,
    AnnouncementSignatures {
  ChannelId channelId();
}
