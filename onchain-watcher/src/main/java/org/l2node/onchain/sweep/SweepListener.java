package org.l2node.onchain.sweep;

import org.l2node.onchain.chain.BroadcastResult;

/** Told what the sweeper does; for logs and events. Must return at once and not call back. */
public interface SweepListener {
  /** Hears nothing. */
  SweepListener NONE = new SweepListener() {};

  /** A new attempt is durable and was offered to the full node. */
  default void attempted(Attempt attempt, BroadcastResult result) {}

  /** A claim has come to wait for something else. */
  default void waits(OpenClaim claim, SweepState state) {}

  /** No transaction could be made of claims: a bug of this program. The others go on. */
  default void failed(OpenClaim first, RuntimeException bug) {}

  /** The full node gave no answer: all is tried again. */
  default void unreachable(String why) {}
}
