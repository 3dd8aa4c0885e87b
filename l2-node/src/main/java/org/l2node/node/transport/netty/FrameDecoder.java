package org.l2node.node.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import org.l2node.node.transport.noise.NoiseCipher;
import org.l2node.node.transport.noise.NoiseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what arrives into frames, decrypts them and hands the messages over one by one. Not a {@link ByteToMessageDecoder}: that one asks
 * for more bytes whenever it has made no message, while this one must let them wait when the connection is paused.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);
  private static final int NO_BODY = -1;

  private final NettyConnection connection;
  private final NoiseCipher cipher;
  private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
  private int bodyLength = NO_BODY;
  private boolean pumping;

  FrameDecoder(NettyConnection connection, NoiseCipher cipher) {
    this.connection = connection;
    this.cipher = cipher;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    waiting = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), waiting, (ByteBuf) bytes);
    pump();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (waiting.isReadable()) {
      waiting.discardSomeReadBytes();
    }
    ctx.fireChannelReadComplete();
  }

  /** Hands over the messages that have arrived, until there is no whole one left or the connection is paused or ended. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (connection.wantsMessages() && step()) {
        // step does it
      }
    } catch (NoiseException e) {
      connection.abort(String.valueOf(e.getMessage()));
    } finally {
      pumping = false;
      if (!waiting.isReadable() || !connection.isOpen()) {
        discard();
      }
    }
  }

  private void discard() {
    waiting.release();
    waiting = Unpooled.EMPTY_BUFFER;
  }

  private boolean step() throws NoiseException {
    int needed = bodyLength == NO_BODY ? NoiseCipher.HEADER_LENGTH : bodyLength;
    if (waiting.readableBytes() < needed) {
      return false;
    }
    byte[] bytes = new byte[needed];
    waiting.readBytes(bytes);
    if (bodyLength == NO_BODY) {
      bodyLength = cipher.decryptLength(bytes);
    } else {
      bodyLength = NO_BODY;
      connection.receive(cipher.decryptMessage(bytes));
    }
    return true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.ended("the connection ended");
    discard();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    discard();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      connection.abort("the connection broke");
    } else {
      LOG.error("peer={} connection closed by a bug", connection.remote(), cause);
      connection.abort("internal error");
    }
  }
}
