package org.l2node.node.transport.netty;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Message;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionListener;
import org.l2node.node.transport.TransportLimits;
import org.l2node.node.transport.noise.NoiseInitiator;
import org.l2node.node.transport.noise.NoiseSession;

/** Two ends of a connection without a socket: alice has dialled bob, and the test carries the bytes. */
final class Link {
  static final TransportLimits LIMITS = new TransportLimits(4, Duration.ofSeconds(1), Duration.ofSeconds(10), 100_000, 20_000,
      Duration.ofSeconds(2));

  private static final PrivateKey ALICE_KEY = key("11");
  private static final PrivateKey BOB_KEY = key("21");

  final Side alice;
  final Side bob;

  Link() {
    this(BOB_KEY);
  }

  /** @param dialled the key that alice looks for */
  Link(PrivateKey dialled) {
    alice = new Side(true);
    bob = new Side(false);
    bob.channel = new SlowChannel(new ResponderHandshake(BOB_KEY, () -> key("22"), LIMITS.handshakeTimeout(), bob));
    alice.channel = new SlowChannel(
        new InitiatorHandshake(new NoiseInitiator(ALICE_KEY, key("12"), dialled.publicKey()), LIMITS.handshakeTimeout(), alice));
  }

  static PrivateKey key(String hexByte) {
    return new PrivateKey(ByteVector32.fromValidHex(hexByte.repeat(32)));
  }

  static NodeId aliceId() {
    return new NodeId(ALICE_KEY.publicKey());
  }

  static NodeId bobId() {
    return new NodeId(BOB_KEY.publicKey());
  }

  static Link connected() {
    Link link = new Link();
    link.carry();
    return link;
  }

  /** Carries all bytes both ways until there are none. */
  void carry() {
    carry(Integer.MAX_VALUE);
  }

  /** Carries all bytes both ways in pieces of at most {@code size}. */
  void carry(int size) {
    boolean moved = true;
    while (moved) {
      boolean toBob = give(bob, alice.takeSent(), size);
      boolean toAlice = give(alice, bob.takeSent(), size);
      moved = toBob || toAlice;
    }
  }

  private static boolean give(Side to, byte[] bytes, int size) {
    for (int from = 0; from < bytes.length; from += Math.min(size, bytes.length - from)) {
      to.arrive(bytes, from, Math.min(size, bytes.length - from));
    }
    return bytes.length > 0;
  }

  /** One end. */
  static final class Side implements HandshakeListener, ConnectionListener {
    private final boolean outbound;
    @Nullable
    SlowChannel channel;
    @Nullable
    Connection connection;
    @Nullable
    String failure;
    final List<Message> messages = new ArrayList<>();
    final List<String> undecodable = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    int writableAgain;
    BiConsumer<Connection, Message> onMessage = (_, _) -> {};
    java.util.function.Consumer<Connection> onConnected = _ -> {};

    Side(boolean outbound) {
      this.outbound = outbound;
    }

    SlowChannel channel() {
      return Objects.requireNonNull(channel);
    }

    Connection connection() {
      return Objects.requireNonNull(connection);
    }

    /** What this end has sent since it was asked last. */
    byte[] takeSent() {
      ByteBuf all = Unpooled.buffer();
      for (ByteBuf part = channel().readOutbound(); part != null; part = channel().readOutbound()) {
        all.writeBytes(part);
        part.release();
      }
      byte[] bytes = new byte[all.readableBytes()];
      all.readBytes(bytes);
      return bytes;
    }

    void arrive(byte[] bytes, int from, int length) {
      if (channel().isOpen()) {
        channel().writeInbound(Unpooled.copiedBuffer(bytes, from, length));
      }
    }

    void arrive(byte[] bytes) {
      arrive(bytes, 0, bytes.length);
    }

    @Override
    public void onSession(ChannelHandlerContext ctx, Handshake handshake, NoiseSession session) {
      var made = NettyConnection.of(ctx.channel(), session, outbound, LIMITS, c -> {
        connection = c;
        onConnected.accept(c);
        return this;
      });
      ctx.pipeline().replace(handshake, "frames", made.decoder());
    }

    @Override
    public void onFailure(String reason) {
      failure = reason;
    }

    @Override
    public void onMessage(Connection c, Message message) {
      messages.add(message);
      onMessage.accept(c, message);
    }

    @Override
    public void onUndecodable(Connection c, String reason) {
      undecodable.add(reason);
    }

    @Override
    public void onWritable(Connection c) {
      writableAgain++;
    }

    @Override
    public void onClosed(Connection c, String reason) {
      closed.add(reason);
    }
  }

  /** A channel whose remote may stop to take bytes. */
  static final class SlowChannel extends EmbeddedChannel {
    private boolean stuck;

    SlowChannel(io.netty.channel.ChannelHandler handler) {
      super(handler);
    }

    void stick() {
      stuck = true;
    }

    void unstick() {
      stuck = false;
      flush();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (!stuck) {
        super.doWrite(in);
      }
    }
  }
}
