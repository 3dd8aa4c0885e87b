package org.l2node.node.transport.netty;

import fr.acinq.bitcoin.PrivateKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.l2node.channels.units.NodeId;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionHandler;
import org.l2node.node.transport.DialException;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.Transport;
import org.l2node.node.transport.TransportLimits;
import org.l2node.node.transport.noise.NoiseInitiator;
import org.l2node.node.transport.noise.NoiseSession;

/** TCP connections with BOLT 8 on them. */
public final class NettyTransport implements Transport {
  /** Holds the burst of a channel that is full of HTLCs. */
  private static final int SOCKET_BUFFER = 4 << 20;

  private static final int MAX_ADDRESSES_TRIED = 4;
  private static final int BACKLOG = 128;

  private final PrivateKey nodeKey;
  private final ConnectionHandler handler;
  private final TransportLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final HandshakeGate gate;
  private final EventLoopGroup loops;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /**
   * A transport that listens nowhere yet.
   *
   * @param nodeKey proves to remotes that this is the node they look for
   * @param handler hears of every connection
   */
  public NettyTransport(PrivateKey nodeKey, ConnectionHandler handler, TransportLimits limits) {
    this.nodeKey = nodeKey;
    this.handler = handler;
    this.limits = limits;
    this.gate = new HandshakeGate(limits.inboundHandshakes());
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    this.loops = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("transport", true), NioIoHandler.newFactory());
  }

  /** Why a connection was not made, without Netty's words, which repeat the address as Java shows it. */
  private static String reason(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ -> "no answer in time";
      case NoRouteToHostException _ -> "no route to that host";
      case ConnectException _ -> "nobody listens there";
      default -> String.valueOf(cause.getMessage());
    };
  }

  @Override
  public InetSocketAddress listen(InetSocketAddress address) throws IOException {
    var bootstrap = new ServerBootstrap().group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .childOption(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .childOption(ChannelOption.TCP_NODELAY, true)
        // The first read of a stranger is small; it grows with what a peer really sends.
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 128, 65536))
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            accept(channel);
          }
        });
    if (loops.isShuttingDown()) {
      throw new IOException("the transport is closed");
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String where = address.getHostString() + ":" + address.getPort();
      throw new IOException("cannot listen for peers on " + where + ": " + (bound.cause() instanceof BindException
          ? "is the port in use, by another node perhaps? Choose another with --listen HOST:PORT."
          : bound.cause().getMessage()), bound.cause());
    }
    channels.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private void accept(Channel channel) {
    channels.add(channel);
    gate.enter(channel);
    channel.closeFuture().addListener(_ -> gate.leave(channel));
    channel.pipeline().addLast(new ResponderHandshake(nodeKey, this::ephemeral, limits.handshakeTimeout(), new HandshakeListener() {
      @Override
      public void onSession(ChannelHandlerContext ctx, Handshake handshake, NoiseSession session) {
        gate.leave(channel);
        connected(ctx, handshake, session, false);
      }

      @Override
      public void onFailure(String reason) {
        gate.leave(channel);
      }
    }));
  }

  private Connection connected(ChannelHandlerContext ctx, Handshake handshake, NoiseSession session, boolean outbound) {
    NettyConnection connection = NettyConnection.of(ctx.channel(), session, outbound, limits, handler);
    ctx.pipeline().replace(handshake, "frames", connection.decoder());
    return connection;
  }

  @Override
  public CompletionStage<Connection> dial(NodeId remote, PeerAddress address) {
    var result = new CompletableFuture<Connection>();
    // Asking for a name may block for long, in native code, where a virtual thread would hold one of the few threads of all actors.
    Thread.ofPlatform().daemon().name("resolve " + address).start(() -> {
      try {
        InetAddress[] found = InetAddress.getAllByName(address.host());
        List<InetAddress> few = List.of(found).subList(0, Math.min(found.length, MAX_ADDRESSES_TRIED));
        dial(remote, address, few, result);
      } catch (UnknownHostException e) {
        result.completeExceptionally(new DialException("no address is known for " + address.host()));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  /** Dials the first of the addresses that a name stands for, and the next one if no one answers there. */
  private void dial(NodeId remote, PeerAddress address, List<InetAddress> addresses, CompletableFuture<Connection> result) {
    if (loops.isShuttingDown()) {
      result.completeExceptionally(new DialException("the transport is closed"));
      return;
    }
    bootstrap(remote, address, result).connect(new InetSocketAddress(addresses.getFirst(), address.port()))
        .addListener((ChannelFuture done) -> {
          if (done.isSuccess()) {
            channels.add(done.channel());
          } else if (addresses.size() > 1) {
            dial(remote, address, addresses.subList(1, addresses.size()), result);
          } else {
            result.completeExceptionally(new DialException("cannot reach " + address + ": " + reason(done.cause())));
          }
        });
  }

  private Bootstrap bootstrap(NodeId remote, PeerAddress address, CompletableFuture<Connection> result) {
    return new Bootstrap().group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(limits.connectTimeout().toMillis()))
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline()
                .addLast(new InitiatorHandshake(new NoiseInitiator(nodeKey, ephemeral(), remote.key()), limits.handshakeTimeout(),
                    new HandshakeListener() {
                      @Override
                      public void onSession(ChannelHandlerContext ctx, Handshake handshake, NoiseSession session) {
                        result.complete(connected(ctx, handshake, session, true));
                      }

                      @Override
                      public void onFailure(String reason) {
                        result.completeExceptionally(new DialException("no handshake with " + address + ": " + reason
                            + " (it ends so, too, where another node than " + remote + " listens)"));
                      }
                    }));
          }
        });
  }

  /** A fresh private key for one handshake. */
  private PrivateKey ephemeral() {
    byte[] bytes = new byte[32];
    PrivateKey key;
    do {
      random.nextBytes(bytes);
      key = new PrivateKey(bytes);
    } while (!key.isValid());
    return key;
  }

  @Override
  public void close() {
    channels.close().awaitUninterruptibly(limits.closeLinger().toMillis());
    loops.shutdownGracefully(0, limits.closeLinger().toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
