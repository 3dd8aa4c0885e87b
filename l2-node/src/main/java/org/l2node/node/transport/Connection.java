package org.l2node.node.transport;

import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Message;

/** An authenticated connection to one node. Every method may be called from any thread and returns at once. */
public interface Connection {
  /** The node at the other end, which has proved that it owns this key. */
  NodeId remote();

  /** Whether this node dialled. */
  boolean outbound();

  /** Host and port of the other end, for people. */
  String remoteAddress();

  /**
   * Sends a message after all that were sent before from the same thread. What is sent after {@link #close} is dropped. A remote that takes
   * nothing for so long that the bound of bytes in wait is passed is disconnected.
   */
  void send(Message message);

  /**
   * Whether little waits to be sent. Whoever has much to send that can wait, as gossip can, stops while this is false and goes on at
   * {@link ConnectionListener#onWritable}; channel messages do not look at it.
   */
  boolean writable();

  /** Stops the flow of messages to the listener, at once if called from within it; what the remote sends then waits in its own socket. */
  void pause();

  /** Lets messages flow again. */
  void resume();

  /**
   * Sends what waits to be sent, then ends the connection; the listener hears of no message any more and once of
   * {@link ConnectionListener#onClosed}.
   *
   * @param reason for the listener and the log
   */
  void close(String reason);

  /** False once either side has ended it. */
  boolean isOpen();
}
