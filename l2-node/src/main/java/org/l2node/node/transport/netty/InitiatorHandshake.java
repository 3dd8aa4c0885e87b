package org.l2node.node.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import org.l2node.node.transport.noise.Acts;
import org.l2node.node.transport.noise.NoiseException;
import org.l2node.node.transport.noise.NoiseInitiator;
import org.l2node.node.transport.noise.NoiseSession;

/** The handshake of a dialled connection. */
final class InitiatorHandshake extends Handshake {
  private final NoiseInitiator noise;

  InitiatorHandshake(NoiseInitiator noise, Duration timeout, HandshakeListener listener) {
    super(timeout, listener);
    this.noise = noise;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    write(ctx, noise.actOne());
  }

  @Override
  int actLength() {
    return Acts.TWO_LENGTH;
  }

  @Override
  NoiseSession act(ChannelHandlerContext ctx, byte[] act) throws NoiseException {
    NoiseInitiator.Finished finished = noise.actTwo(act);
    write(ctx, finished.actThree());
    return finished.session();
  }
}
