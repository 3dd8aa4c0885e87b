package org.l2node.node.transport;

/** Takes new connections, accepted and dialled ones alike. */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * A handshake has succeeded. Called once for each connection, before any of its messages, from a thread that must not be held up.
   *
   * @return who hears of the messages; to refuse the connection, close it and return a listener all the same
   */
  ConnectionListener onConnected(Connection connection);
}
