package org.l2node.api.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the answer to a wrong token is held back: longer with each failure from the same source, the first not at all. Valid tokens are
 * never held back, so nobody can be locked out. Thread-safe; sources are forgotten after {@value #MEMORY_SECONDS} s without a failure, and
 * the oldest where there are more than {@value #MAX_SOURCES}.
 */
public final class FailureDelays {
  private static final int MAX_SOURCES = 1_000;
  private static final long MEMORY_SECONDS = 120;
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private record Failures(int count, long lastNanos) {}

  private final Map<String, Failures> sources = new LinkedHashMap<>();

  /**
   * Counts a failure.
   *
   * @param source where it came from
   * @param nowNanos a clock that only goes forward
   * @return how long to hold back the answer
   */
  public synchronized Duration onFailure(String source, long nowNanos) {
    sources.values().removeIf(f -> nowNanos - f.lastNanos > Duration.ofSeconds(MEMORY_SECONDS).toNanos());
    Failures before = sources.remove(source);
    int count = before == null ? 1 : Math.min(before.count + 1, 32);
    if (sources.size() >= MAX_SOURCES) {
      sources.remove(sources.keySet().iterator().next());
    }
    sources.put(source, new Failures(count, nowNanos));
    return delay(count);
  }

  /** The delay after the given number of failures, from 1 on. */
  static Duration delay(int failures) {
    if (failures <= 1) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures - 2, 20);
    Duration delay = FIRST.multipliedBy(1L << doublings);
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }
}
