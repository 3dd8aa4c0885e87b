package org.l2node.api.service;

import fr.acinq.bitcoin.ByteVector32;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, durably, the {@code Idempotency-Key} of requests. A client that repeats a request with its key gets the answer of the first
 * one.
 *
 * <p>
 * Keys are kept for 24 hours at least; older ones may be dropped. Every change is durable when the method returns. Thread-safe.
 */
public interface IdempotencyStore {
  /** What is known of a key. */
  sealed interface Claim {
    /** The key was not known; it is now, with the request's hash. */
    record Fresh() implements Claim {}

    /**
     * The key was known.
     *
     * @param requestHash SHA-256 of the request that came with it first
     * @param result what {@link #bind} stored; null where that request has not ended, or was cut off by a crash
     */
    record Known(ByteVector32 requestHash, @Nullable String result) implements Claim {}
  }

  /**
   * Claims the key for a request, in one atomic step.
   *
   * @param key 1 to 255 characters of printable ASCII, chosen by the client
   * @param requestHash SHA-256 of method, path and body
   */
  Claim claim(String key, ByteVector32 requestHash);

  /** Stores the result (a short text: the id of what the request made) of a key that is claimed. */
  void bind(String key, String result);

  /** Forgets a claimed key whose request was refused and has changed nothing. */
  void release(String key);
}
