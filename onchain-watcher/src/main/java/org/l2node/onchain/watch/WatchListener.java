package org.l2node.onchain.watch;

import org.jspecify.annotations.Nullable;

/** Told of a watch's event on the follower's thread: pass it on and return at once. */
@FunctionalInterface
public interface WatchListener {
  void happened(WatchEvent event);

  /**
   * What is waited for is not in the active chain: a reorganisation has taken it out, or none of the blocks that were searched for a late
   * watch has it. It is still waited for.
   *
   * @param undone what a reorganisation has taken out, told before or not; null where it was not found at all
   */
  default void missing(@Nullable WatchEvent undone) {}
}
