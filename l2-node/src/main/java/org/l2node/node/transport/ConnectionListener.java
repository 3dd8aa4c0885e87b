package org.l2node.node.transport;

import org.l2node.channels.wire.Message;

/**
 * What happens on one connection, in order, from one thread, which must not be held up: hand over and return. A listener whose mailbox runs
 * full calls {@link Connection#pause} from within {@link #onMessage} and gets no message more.
 */
public interface ConnectionListener {
  /** A message came. Unknown ones of odd type come too, as {@link org.l2node.channels.wire.UnknownMessage}. */
  void onMessage(Connection connection, Message message);

  /**
   * The remote sent what is no message, or one of an unknown even type. It has been warned, the connection is about to end;
   * {@link #onClosed} follows.
   *
   * @param reason in words fit for a log
   */
  void onUndecodable(Connection connection, String reason);

  /** Little waits to be sent again, after {@link Connection#writable} was false. */
  default void onWritable(Connection connection) {}

  /**
   * The connection has ended; nothing follows.
   *
   * @param reason in words fit for a log
   */
  void onClosed(Connection connection, String reason);
}
