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

  /** A connection that lasted less never counts as one that worked. */
  private static final Duration BRIEF = Duration.ofSeconds(5);

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
    Duration bounded = longest(failures);
    return bounded.minus(bounded.multipliedBy(jitter).dividedBy(2000));
  }

  /** After an attempt that found no one. */
  public Backoff failed() {
    return new Backoff(Math.min(failures + 1, 1000));
  }

  /**
   * After a connection that ended. One that ends soon after it began, for what was said on it, is a failure too: soon is sooner than the
   * wait that the failures before it have come to. So a peer that was restarted is dialled at once, and one that always hangs up is not
   * dialled in a tight circle.
   */
  public Backoff disconnected(Duration lasted) {
    boolean worked = lasted.compareTo(BRIEF) >= 0 && lasted.compareTo(longest(failures)) >= 0;
    return worked ? NONE : failed();
  }

  private static Duration longest(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration full = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    return full.compareTo(LONGEST) > 0 ? LONGEST : full;
  }
}
