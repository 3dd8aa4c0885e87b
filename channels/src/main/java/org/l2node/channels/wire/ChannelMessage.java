package org.l2node.channels.wire;

/** A message about one channel, named by its temporary id ({@link OpeningMessage}) or by its id ({@link EstablishedMessage}). */
public sealed interface ChannelMessage extends Message permits OpeningMessage, EstablishedMessage {}
