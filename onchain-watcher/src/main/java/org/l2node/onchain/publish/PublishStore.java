package org.l2node.onchain.publish;

import fr.acinq.bitcoin.TxId;
import java.util.List;

/** Where the transactions to be published are kept. Called by one thread at a time; what it throws means that the disk failed. */
public interface PublishStore {
  /** All that were put and not removed, in the order in which they were first put. */
  List<PublishedTransaction> load();

  /** Inserts or replaces, by transaction id; returns when it is durable. */
  void put(PublishedTransaction published);

  /** Forgets one; returns when that is durable. */
  void remove(TxId txId);
}
