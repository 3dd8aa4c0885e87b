package org.l2node.node.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.l2node.channels.units.NodeId;

/** Makes connections to other nodes. Every connection, whoever dialled, goes to the one {@link ConnectionHandler} this was made with. */
public interface Transport extends AutoCloseable {
  /**
   * Accepts connections.
   *
   * @param address where; port 0 takes any that is free
   * @return where it really listens
   * @throws IOException if the address cannot be had
   */
  InetSocketAddress listen(InetSocketAddress address) throws IOException;

  /**
   * Dials a node.
   *
   * @param remote whom to find there; anyone else fails the handshake
   * @return the connection, after its handler has seen it, or a {@link DialException} whose text says what failed; what depends on it runs
   * in a thread that must not be held up
   */
  CompletionStage<Connection> dial(NodeId remote, PeerAddress address);

  /** Ends all connections and stops listening. */
  @Override
  void close();
}
