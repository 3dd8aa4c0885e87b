package org.l2node.itests.transport;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Message;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionListener;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.Transport;
import org.l2node.node.transport.TransportLimits;
import org.l2node.node.transport.netty.NettyTransport;

/** A transport that listens on the loopback and writes down what it hears. */
final class Party implements AutoCloseable, ConnectionListener {
  private final PrivateKey key;
  private final Transport transport;
  private final InetSocketAddress address;
  final List<Connection> connections = new CopyOnWriteArrayList<>();
  final List<Message> messages = new CopyOnWriteArrayList<>();
  final List<String> undecodable = new CopyOnWriteArrayList<>();
  final List<String> closed = new CopyOnWriteArrayList<>();
  volatile BiConsumer<Connection, Message> onMessage = (_, message) -> messages.add(message);

  Party(String hexByte) throws IOException {
    this(hexByte, TransportLimits.DEFAULT);
  }

  Party(String hexByte, TransportLimits limits) throws IOException {
    key = new PrivateKey(ByteVector32.fromValidHex(hexByte.repeat(32)));
    transport = new NettyTransport(key, connection -> {
      connections.add(connection);
      return this;
    }, limits);
    address = transport.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  NodeId id() {
    return new NodeId(key.publicKey());
  }

  InetSocketAddress socketAddress() {
    return address;
  }

  PeerAddress address() {
    return new PeerAddress(address.getHostString(), address.getPort());
  }

  Transport transport() {
    return transport;
  }

  CompletionStage<Connection> dialling(NodeId remote, PeerAddress where) {
    return transport.dial(remote, where);
  }

  Connection dial(Party other) throws Exception {
    return dialling(other.id(), other.address()).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void onMessage(Connection connection, Message message) {
    onMessage.accept(connection, message);
  }

  @Override
  public void onUndecodable(Connection connection, String reason) {
    undecodable.add(reason);
  }

  @Override
  public void onClosed(Connection connection, String reason) {
    closed.add(reason);
  }

  @Override
  public void close() {
    transport.close();
  }
}
