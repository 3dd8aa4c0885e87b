package org.l2node.node.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import org.l2node.node.transport.noise.NoiseSession;

/** How a handshake ended; one of the two is called once. */
interface HandshakeListener {
  /** @param handshake to be replaced in the pipeline */
  void onSession(ChannelHandlerContext ctx, Handshake handshake, NoiseSession session);

  void onFailure(String reason);
}
