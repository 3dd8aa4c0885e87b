package org.l2node.node.runtime;

import java.time.Duration;

/**
 * Everything that is not a function of its arguments: threads, clock, timers, chance. The real one is {@link VirtualThreadRuntime}; a
 * simulation gives its own.
 */
public interface NodeRuntime {
  /**
   * Starts an actor.
   *
   * @param capacity how many messages {@link Actor#offer} lets wait
   */
  <M> Actor<M> spawn(String name, int capacity, Behavior<M> behavior);

  /** Runs {@code task} off all actors: for what may block (the chain, a name to resolve). */
  void run(String name, Runnable task);

  /** Runs {@code task} once after {@code delay}; it must be short: it hands a message to an actor. */
  Timer after(Duration delay, Runnable task);

  /** Seconds since 1970. */
  long nowSeconds();

  /** A clock that only moves forward, for durations. */
  long monotonicMillis();

  /** {@code length} bytes that nobody can guess. */
  byte[] randomBytes(int length);

  /** A task that waits for its time. */
  interface Timer {
    void cancel();
  }
}
