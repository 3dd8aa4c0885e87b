package org.l2node.channels.channel;

/** Where a channel stands; one record per phase. */
public interface ChannelState {}
