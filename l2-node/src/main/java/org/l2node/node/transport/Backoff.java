package org.l2node.node.transport;

import java.time.Duration;

/**
 * When to dial a peer again that should be connected: at once the first time, then after 1, 2, 4, ... seconds, at most a minute, each
 * shortened at random by up to half so that two nodes that dial each other do not keep in step.
 *
 * @param failures how many times in a row it did not work
 */
public record Backoff(int failures) {
  /** Nothing has failed yet. */
  public static final Backoff NONE = new Backoff(0);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** A connection that lasted this long counts as one that worked. */
  private static final Duration WORKED = Duration.ofSeconds(60);

  public Backoff {
    if (failures < 0) {
      throw new IllegalArgumentException("failures < 0");
    }
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param jitter random, 0 to 999, in thousandths
   */
  public Duration delay(int jitter) {
    if (jitter < 0 || jitter > 999) {
      throw new IllegalArgumentException("jitter is 0 to 999, not " + jitter);
    }
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration full = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    Duration bounded = full.compareTo(LONGEST) > 0 ? LONGEST : full;
    return bounded.minus(bounded.multipliedBy(jitter).dividedBy(2000));
  }

  /** After an attempt that found no one. */
  public Backoff failed() {
    return new Backoff(Math.min(failures + 1, 1000));
  }

  /** After a connection that ended: one that ends soon after it began, for what was said on it, is a failure too. */
  public Backoff disconnected(Duration lasted) {
    return lasted.compareTo(WORKED) >= 0 ? NONE : failed();
  }
}
