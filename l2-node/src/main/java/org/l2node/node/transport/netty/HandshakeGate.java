package org.l2node.node.transport.netty;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the accepted connections that are still in their handshake. One too many ends the oldest: an honest handshake takes a round trip
 * and a half, so that whoever keeps connections open without a word cannot shut out the others.
 */
final class HandshakeGate {
  private final int limit;
  private final Set<Channel> waiting = new LinkedHashSet<>();

  HandshakeGate(int limit) {
    this.limit = limit;
  }

  void enter(Channel channel) {
    Channel evicted = add(channel);
    if (evicted != null) {
      var _ = evicted.close();
    }
  }

  private synchronized @Nullable Channel add(Channel channel) {
    Channel oldest = null;
    if (waiting.size() >= limit) {
      Iterator<Channel> all = waiting.iterator();
      oldest = all.next();
      all.remove();
    }
    waiting.add(channel);
    return oldest;
  }

  synchronized void leave(Channel channel) {
    waiting.remove(channel);
  }

  synchronized int size() {
    return waiting.size();
  }
}
