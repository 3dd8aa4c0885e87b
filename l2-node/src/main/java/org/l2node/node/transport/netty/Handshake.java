package org.l2node.node.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.l2node.node.transport.noise.NoiseException;
import org.l2node.node.transport.noise.NoiseSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handshake on a connection, either side of it: waits for whole acts, for a bounded time in all, and gives way to the frames when it is
 * done. BOLT 8: one that fails ends the connection without a word.
 */
abstract class Handshake extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

  private final Duration timeout;
  private final HandshakeListener listener;
  private @Nullable Future<?> timer;
  private boolean over;

  Handshake(Duration timeout, HandshakeListener listener) {
    this.timeout = timeout;
    this.listener = listener;
  }

  /** How many bytes the next act has. */
  abstract int actLength();

  /**
   * Reads the next act and answers it.
   *
   * @return the session, if this was the last act
   */
  abstract @Nullable NoiseSession act(ChannelHandlerContext ctx, byte[] act) throws NoiseException;

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    timer = ctx.executor().schedule(() -> fail(ctx, "the handshake took longer than " + timeout.toSeconds() + " s"), timeout.toMillis(),
        TimeUnit.MILLISECONDS);
    super.channelActive(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (over || in.readableBytes() < actLength()) {
      return;
    }
    byte[] act = new byte[actLength()];
    in.readBytes(act);
    try {
      NoiseSession session = act(ctx, act);
      if (session != null) {
        end();
        listener.onSession(ctx, this, session);
      }
    } catch (NoiseException e) {
      in.skipBytes(in.readableBytes());
      fail(ctx, e.getMessage());
    }
  }

  /** Sends an act. */
  static void write(ChannelHandlerContext ctx, byte[] act) {
    var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(act), ctx.voidPromise());
  }

  private void end() {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void fail(ChannelHandlerContext ctx, @Nullable String reason) {
    if (!over) {
      end();
      listener.onFailure(String.valueOf(reason));
    }
    var _ = ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    fail(ctx, "the connection ended during the handshake");
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof java.io.IOException)) {
      LOG.error("handshake failed by a bug", cause);
    }
    fail(ctx, "the connection failed during the handshake");
  }
}
