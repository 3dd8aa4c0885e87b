package org.l2node.api.cli;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.l2node.api.json.JsonObject;

/** Waits for longer than a single request may. */
final class LongPoll {
  private static final Duration STEP = Duration.ofSeconds(30);
  /** Where the node answers at once because too many wait already. */
  private static final Duration LEAST_STEP = Duration.ofMillis(500);

  private LongPoll() {}

  /**
   * Asks until it is done or the time is over.
   *
   * @param ask asks once, waiting for as long as it is told
   * @return the last answer
   */
  static ApiClient.Reply until(Duration wait, Function<Duration, ApiClient.Reply> ask, Predicate<JsonObject> done) {
    long deadline = System.nanoTime() + wait.toNanos();
    ApiClient.Reply reply = ask.apply(shorter(wait, STEP));
    while (!done.test(reply.body())) {
      long asked = System.nanoTime();
      Duration left = Duration.ofNanos(deadline - asked);
      if (left.isNegative() || left.isZero()) {
        return reply;
      }
      reply = ask.apply(shorter(left, STEP));
      pause(shorter(left, LEAST_STEP).minusNanos(System.nanoTime() - asked));
    }
    return reply;
  }

  /** The query that asks the node to wait; empty where there is nothing to wait for. */
  static String query(Duration wait) {
    return wait.isZero() ? "" : "?wait=" + Math.max(1, wait.toMillis()) + "ms";
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  static void pause(Duration time) {
    if (time.isNegative() || time.isZero()) {
      return;
    }
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.ERROR, "Interrupted.");
    }
  }
}
