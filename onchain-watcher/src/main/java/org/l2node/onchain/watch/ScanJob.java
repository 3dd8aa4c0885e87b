package org.l2node.onchain.watch;

import org.l2node.channels.units.BlockHeight;

/** Looking for late watches in blocks that were followed before they came. */
final class ScanJob {
  /** The watch that came late. */
  final WatchEntry entry;
  /** The height to look at next. */
  int next;
  /** The last height to look at: from the next on, following finds it. */
  final int last;

  ScanJob(WatchEntry entry, BlockHeight from, BlockHeight last) {
    this.entry = entry;
    this.next = from.value();
    this.last = last.value();
  }
}
