package org.l2node.itests.api;

import fr.acinq.bitcoin.ByteVector32;
import java.util.HashMap;
import java.util.Map;
import org.l2node.api.service.IdempotencyStore;

/** Idempotency keys in memory. */
final class MemoryKeys implements IdempotencyStore {
  private final Map<String, Claim.Known> keys = new HashMap<>();

  @Override
  public synchronized Claim claim(String key, ByteVector32 requestHash) {
    Claim.Known known = keys.putIfAbsent(key, new Claim.Known(requestHash, null));
    return known == null ? new Claim.Fresh() : known;
  }

  @Override
  public synchronized void bind(String key, String result) {
    keys.computeIfPresent(key, (_, known) -> new Claim.Known(known.requestHash(), result));
  }

  @Override
  public synchronized void release(String key) {
    keys.remove(key);
  }
}
