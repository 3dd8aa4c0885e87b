package org.l2node.onchain.publish;

import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;

/** A transaction that is being published, and how the last attempt went. */
final class Tracked {
  PublishedTransaction published;
  @Nullable
  PublishOutcome last;

  Tracked(PublishedTransaction published) {
    this.published = published;
    if (published.confirmedIn() != null) {
      last = new PublishOutcome.Confirmed();
    } else if (published.conflictIn() != null) {
      last = new PublishOutcome.Conflicted();
    }
  }

  TxId txId() {
    return published.tx().txid;
  }
}
