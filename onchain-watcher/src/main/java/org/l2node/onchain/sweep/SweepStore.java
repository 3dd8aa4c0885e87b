package org.l2node.onchain.sweep;

import java.util.List;

/** Where the sweeper keeps its attempts. Called by one thread at a time; what it throws means that the disk failed. */
public interface SweepStore {
  /** All that were added and not deleted, in the order of their numbers. */
  List<Attempt> load();

  /** Makes all these changes durable, in order, together or not at all; returns when they are. */
  void apply(List<SweepWrite> writes);
}
