package org.l2node.channels.wire;

/** A message of BOLT 7 that tells or asks of the network's graph. {@link AnnouncementSignatures} belongs to a channel, not here. */
public sealed interface GossipMessage extends Message
    permits ChannelAnnouncement,
    NodeAnnouncement,
    ChannelUpdate,
    QueryShortChannelIds,
    ReplyShortChannelIdsEnd,
    QueryChannelRange,
    ReplyChannelRange,
    GossipTimestampFilter {}
