package org.l2node.onchain.publish;

import org.l2node.onchain.chain.BroadcastResult;

/** How a transaction stands after an attempt to publish it. It is tried again in any case until it, or a conflict, is confirmed. */
public sealed interface PublishOutcome {
  /** For people. */
  default String text() {
    return switch (this) {
      case InMempool() -> "in the mempool";
      case Confirmed() -> "confirmed";
      case Refused(BroadcastResult.Rejected why) -> "refused for now: " + why.reason() + " (code " + why.code() + ")";
      case Unreachable(String why) -> "no answer: " + why;
      case Conflicted() -> "a transaction that spends the same is confirmed";
    };
  }

  /** In the full node's mempool. */
  record InMempool() implements PublishOutcome {}

  /** In a block. */
  record Confirmed() implements PublishOutcome {}

  /** Not taken for now. */
  record Refused(BroadcastResult.Rejected why) implements PublishOutcome {}

  /** The full node gave no answer. */
  record Unreachable(String why) implements PublishOutcome {}

  /** A transaction that spends the same is confirmed. */
  record Conflicted() implements PublishOutcome {}
}
