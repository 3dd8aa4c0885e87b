package org.l2node.node.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.Warning;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionHandler;
import org.l2node.node.transport.ConnectionListener;
import org.l2node.node.transport.TransportLimits;
import org.l2node.node.transport.noise.NoiseCipher;
import org.l2node.node.transport.noise.NoiseSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over a Netty channel. What is sent is encoded in the sender's thread, queued, and encrypted and written in the channel's
 * thread, all that has gathered in one go. The listener is called from the channel's thread only.
 */
final class NettyConnection implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);
  private static final int BATCH_BYTES = 64 * 1024;

  private final Channel channel;
  private final NodeId remote;
  private final boolean outbound;
  private final TransportLimits limits;
  private final NoiseCipher sending;
  private final FrameDecoder decoder;

  private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong pending = new AtomicLong();
  private final AtomicBoolean drainScheduled = new AtomicBoolean();
  private final AtomicBoolean choked = new AtomicBoolean();
  private final AtomicReference<@Nullable String> closeReason = new AtomicReference<>();
  private volatile boolean paused;
  private @Nullable ConnectionListener listener;
  private boolean ended;
  private boolean listenerTold;

  private NettyConnection(Channel channel, NoiseSession session, boolean outbound, TransportLimits limits) {
    this.channel = channel;
    this.remote = new NodeId(session.remote());
    this.outbound = outbound;
    this.limits = limits;
    this.sending = session.sending();
    this.decoder = new FrameDecoder(this, session.receiving());
  }

  /**
   * A connection that its handler knows of; {@link #decoder} has to take the handshake's place in the pipeline. To be called in the
   * channel's thread.
   */
  static NettyConnection of(Channel channel, NoiseSession session, boolean outbound, TransportLimits limits, ConnectionHandler handler) {
    var connection = new NettyConnection(channel, session, outbound, limits);
    connection.guarded(() -> connection.listener = handler.onConnected(connection));
    if (connection.ended) {
      // The handler closed it at once.
      connection.tellClosed();
    }
    return connection;
  }

  FrameDecoder decoder() {
    return decoder;
  }

  @Override
  public NodeId remote() {
    return remote;
  }

  @Override
  public boolean outbound() {
    return outbound;
  }

  @Override
  public String remoteAddress() {
    if (channel.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null) {
      String host = address.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
    return String.valueOf(channel.remoteAddress());
  }

  @Override
  public void send(Message message) {
    byte[] bytes = MessageCodec.encode(message);
    if (!isOpen()) {
      return;
    }
    long waiting = pending.addAndGet(bytes.length);
    if (waiting > limits.outboundBytes()) {
      abort("the remote does not take what is sent: " + waiting + " bytes wait");
      return;
    }
    if (waiting > limits.writableMark()) {
      // Before the bytes are queued, so that their being written comes after and finds the mark.
      choked.set(true);
    }
    queue.add(bytes);
    if (drainScheduled.compareAndSet(false, true)) {
      inLoop(this::drain);
    }
  }

  @Override
  public boolean writable() {
    return !choked.get();
  }

  @Override
  public boolean isOpen() {
    return closeReason.get() == null;
  }

  @Override
  public void pause() {
    paused = true;
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    paused = false;
    inLoop(() -> {
      decoder.pump();
      channel.config().setAutoRead(!paused);
      if (paused) {
        // Another thread paused in between.
        channel.config().setAutoRead(false);
      }
    });
  }

  @Override
  public void close(String reason) {
    if (closeReason.compareAndSet(null, reason)) {
      inLoop(this::closeGently);
    }
  }

  /** Ends the connection without sending what waits. */
  void abort(String reason) {
    if (closeReason.compareAndSet(null, reason)) {
      inLoop(() -> {
        closeChannel();
        tellClosed();
      });
    }
  }

  /** The channel has ended, for whatever reason. */
  void ended(String reason) {
    closeReason.compareAndSet(null, reason);
    queue.clear();
    tellClosed();
  }

  /** Whether the decoder may hand over one more message. */
  boolean wantsMessages() {
    return !paused && isOpen();
  }

  /** A whole message arrived. */
  void receive(byte[] bytes) {
    Message message;
    try {
      message = MessageCodec.decode(bytes);
    } catch (WireFormatException e) {
      undecodable(bytes, String.valueOf(e.getMessage()));
      return;
    } catch (RuntimeException e) {
      LOG.error("peer={} a message of {} bytes broke the decoder", remote, bytes.length, e);
      undecodable(bytes, "not understood");
      return;
    }
    tell(l -> l.onMessage(this, message));
  }

  /**
   * BOLT 1: an unknown even type and a message that is cut short end the connection; going on could leave both sides with different states.
   */
  private void undecodable(byte[] bytes, String problem) {
    String type = bytes.length < 2 ? "no type" : "type " + ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
    String reason = "cannot read the message (" + type + "): " + problem;
    send(Warning.of(reason));
    tell(l -> l.onUndecodable(this, reason));
    close(reason);
  }

  private void tell(Consumer<ConnectionListener> event) {
    if (listener != null) {
      ConnectionListener told = listener;
      guarded(() -> event.accept(told));
    }
  }

  /** What a listener throws is a bug of ours; it ends this connection and no other. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("peer={} the listener of a connection failed", remote, e);
      abort("internal error");
    }
  }

  private void inLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The transport has been shut down, and every connection with it.
      LOG.debug("peer={} connection is gone", remote, e);
    }
  }

  /** Encrypts and writes all that waits. */
  private void drain() {
    drainScheduled.set(false);
    byte[] next = queue.poll();
    while (next != null) {
      ByteBuf frames = channel.alloc().buffer(Math.min(BATCH_BYTES, next.length + NoiseCipher.OVERHEAD));
      int messageBytes = 0;
      while (next != null && frames.readableBytes() < BATCH_BYTES) {
        frames.writeBytes(sending.encrypt(next));
        messageBytes += next.length;
        next = queue.poll();
      }
      int written = messageBytes;
      channel.write(frames).addListener(_ -> onWritten(written));
    }
    channel.flush();
  }

  private void onWritten(int messageBytes) {
    long waiting = pending.addAndGet(-messageBytes);
    if (waiting <= limits.writableMark() / 2 && isOpen() && choked.compareAndSet(true, false)) {
      tell(l -> l.onWritable(this));
    }
  }

  /**
   * The last words go out, our direction is shut, and what the remote still says is thrown away until it shuts its own or the time is over.
   */
  private void closeGently() {
    drain();
    tellClosed();
    var timer = channel.eventLoop().schedule(this::closeChannel, limits.closeLinger().toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> timer.cancel(false));
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFuture done) -> {
      // Closing a socket with unread bytes would reset it, and the remote would lose the warning that says why.
      if (done.isSuccess() && channel instanceof DuplexChannel duplex) {
        var _ = duplex.shutdownOutput();
        channel.config().setAutoRead(true);
      } else {
        closeChannel();
      }
    });
  }

  private void closeChannel() {
    var _ = channel.close();
  }

  private void tellClosed() {
    ended = true;
    if (!listenerTold && listener != null) {
      listenerTold = true;
      String reason = String.valueOf(closeReason.get());
      tell(l -> l.onClosed(this, reason));
    }
  }
}
