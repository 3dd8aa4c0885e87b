package org.l2node.node.transport.netty;

import fr.acinq.bitcoin.PrivateKey;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.node.transport.noise.Acts;
import org.l2node.node.transport.noise.NoiseException;
import org.l2node.node.transport.noise.NoiseResponder;
import org.l2node.node.transport.noise.NoiseSession;

/**
 * The handshake of an accepted connection. Before the remote has shown in act one that it knows our node id, nothing but this handler is
 * made for it.
 */
final class ResponderHandshake extends Handshake {
  private final PrivateKey nodeKey;
  private final Supplier<PrivateKey> ephemerals;
  private NoiseResponder.@Nullable AfterActTwo afterActTwo;

  ResponderHandshake(PrivateKey nodeKey, Supplier<PrivateKey> ephemerals, Duration timeout, HandshakeListener listener) {
    super(timeout, listener);
    this.nodeKey = nodeKey;
    this.ephemerals = ephemerals;
  }

  @Override
  int actLength() {
    return afterActTwo == null ? Acts.ONE_LENGTH : Acts.THREE_LENGTH;
  }

  @Override
  @Nullable
  NoiseSession act(ChannelHandlerContext ctx, byte[] act) throws NoiseException {
    if (afterActTwo != null) {
      return afterActTwo.actThree(act);
    }
    var afterActOne = new NoiseResponder(nodeKey).readActOne(act);
    afterActTwo = afterActOne.actTwo(ephemerals.get());
    write(ctx, afterActTwo.actTwo());
    return null;
  }
}
