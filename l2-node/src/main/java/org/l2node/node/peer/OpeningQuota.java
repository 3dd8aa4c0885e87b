package org.l2node.node.peer;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many channels may be in opening at once, over all peers: what strangers can make this node remember is bounded (reliability, V58 and
 * V59).
 */
final class OpeningQuota {
  private final AtomicInteger free;

  OpeningQuota(int most) {
    free = new AtomicInteger(most);
  }

  /** @return false where all are taken */
  boolean take() {
    return free.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
  }

  void release() {
    free.incrementAndGet();
  }
}
