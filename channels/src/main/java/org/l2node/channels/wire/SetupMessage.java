package org.l2node.channels.wire;

/** A message of BOLT 1, between two nodes rather than about a channel. */
public sealed interface SetupMessage extends Message permits Init, ErrorMessage, Warning, Ping, Pong, PeerStorage, PeerStorageRetrieval {}
