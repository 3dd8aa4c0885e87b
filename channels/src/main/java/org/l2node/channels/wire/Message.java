package org.l2node.channels.wire;

/** A Lightning message (BOLT 1): a type and what {@link #write} puts behind it. {@link MessageCodec} reads and writes whole ones. */
public sealed interface Message permits SetupMessage, ChannelMessage, GossipMessage, UnknownMessage {
  /** The message type, a u16. */
  int type();

  /** Writes all that comes behind the type, in the order of the BOLT. */
  void write(WireWriter w);
}
