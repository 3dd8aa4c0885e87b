package org.l2node.node.peer;

import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Message;

/** A connection with a peer whose init messages are exchanged, as the peer's actor sees it. */
public interface PeerLink {
  NodeId remote();

  /** Hands over a message to be sent after those before it; does nothing on a closed connection. */
  void send(Message message);

  /** Closes after what was handed over is written. */
  void close(String why);

  /** Reads no more messages until {@link #resume}: the actor has enough to do. */
  void pause();

  void resume();

  /** Whether little waits to be sent: gossip is held back while it is not. */
  boolean isWritable();

  /** Whether this node dialled. */
  boolean isOutbound();

  /** Where the peer is, for people: host:port. */
  String address();
}
