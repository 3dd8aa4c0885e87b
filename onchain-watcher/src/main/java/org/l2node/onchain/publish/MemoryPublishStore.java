package org.l2node.onchain.publish;

import fr.acinq.bitcoin.TxId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store that forgets when the process ends: for tests and simulations. */
public final class MemoryPublishStore implements PublishStore {
  private final Map<TxId, PublishedTransaction> all = new LinkedHashMap<>();

  @Override
  public synchronized List<PublishedTransaction> load() {
    return List.copyOf(all.values());
  }

  @Override
  public synchronized void put(PublishedTransaction published) {
    all.put(published.tx().txid, published);
  }

  @Override
  public synchronized void remove(TxId txId) {
    all.remove(txId);
  }
}
