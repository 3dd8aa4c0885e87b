package org.l2node.api.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Holds answers back until something has happened ({@code ?wait=30s}), a bounded number of them at once. */
final class Waiting {
  /** Less than the server handles at once, so that those who wait never keep others out. */
  static final int MAX_AT_ONCE = 60;

  private final Semaphore slots = new Semaphore(MAX_AT_ONCE);

  /** A blocking wait of the node's. */
  @FunctionalInterface
  interface Await<T> {
    Optional<T> await(Duration timeout) throws InterruptedException;
  }

  /**
   * The thing as it is now or, where it is still open and the client asks to wait, as it is after the wait. Answers at once where too many
   * wait already.
   *
   * @return empty if there is no such thing
   */
  <T> Optional<T> until(ApiRequest request, Supplier<Optional<T>> now, Predicate<T> open, Await<T> await) {
    Duration wait = Parameters.wait(request);
    Optional<T> first = now.get();
    if (wait.isZero() || first.filter(open).isEmpty() || !slots.tryAcquire()) {
      return first;
    }
    try {
      return request.client().whilePresent(() -> await.await(wait));
    } catch (InterruptedException e) {
      // The client has gone, or the server stops: whoever is still there is told how it stands.
      return now.get();
    } finally {
      slots.release();
    }
  }
}
