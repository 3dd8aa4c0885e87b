package org.l2node.onchain.watch;

/** Told of a watch's event on the follower's thread: pass it on and return at once. */
@FunctionalInterface
public interface WatchListener {
  void happened(WatchEvent event);
}
