package org.l2node.onchain.watch;

import org.jspecify.annotations.Nullable;

/** A watch, whose it is, and what has been seen of it. Used by the follower's thread alone. */
final class WatchEntry {
  final Object owner;
  final Watch watch;
  final WatchListener listener;
  /** Where it was found in the active chain. */
  @Nullable
  WatchEvent found;
  boolean told;

  WatchEntry(Object owner, Watch watch, WatchListener listener) {
    this.owner = owner;
    this.watch = watch;
    this.listener = listener;
  }

  /** The height of the tip from which on this may be told. */
  int dueAt(WatchEvent event) {
    int depth = switch (watch) {
      case Watch.Confirmed(var _, int wanted) -> wanted;
      case Watch.Spent _ -> 1;
    };
    return (int) Math.min(Integer.MAX_VALUE, (long) event.block().height().value() + depth - 1); // a peer may have named any depth
  }
}
