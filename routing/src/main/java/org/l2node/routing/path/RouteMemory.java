package org.l2node.routing.path;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.routing.graph.DirectedChannel;

/**
 * What payments of the last hour taught about channels, for the payments after them: a channel that failed is avoided for that amount and
 * more, less and less so. Bounded: the oldest lessons go first. Not thread-safe; owned by whoever makes payments.
 */
public final class RouteMemory {
  private static final int MAX_ENTRIES = 500;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  /** Worth this much in fees right after a failure, and nothing an hour later. */
  private static final long FRESH_PENALTY_MSAT = 100_000;

  private record Failure(MilliSatoshi amount, Instant at) {}

  private final LinkedHashMap<DirectedChannel, Failure> failures = new LinkedHashMap<>();

  /** A channel could not forward {@code amount}. */
  public void failed(DirectedChannel channel, MilliSatoshi amount, Instant now) {
    Failure before = failures.remove(channel);
    boolean lower = before != null && before.amount.isLessThan(amount);
    failures.put(channel, new Failure(lower ? before.amount : amount, now));
    if (failures.size() > MAX_ENTRIES) {
      failures.remove(failures.firstEntry().getKey());
    }
  }

  /** A channel forwarded {@code amount}: it can. */
  public void carried(DirectedChannel channel, MilliSatoshi amount) {
    Failure before = failures.get(channel);
    if (before != null && !amount.isLessThan(before.amount)) {
      failures.remove(channel);
    }
  }

  /** What is to be doubted at {@code now}. */
  public SortedMap<DirectedChannel, RouteKnowledge.Doubt> doubts(Instant now) {
    SortedMap<DirectedChannel, RouteKnowledge.Doubt> doubts = new TreeMap<>();
    for (Map.Entry<DirectedChannel, Failure> entry : failures.entrySet()) {
      long age = Math.max(0, Duration.between(entry.getValue().at, now).toSeconds());
      long left = FORGOTTEN_AFTER.toSeconds() - age;
      if (left > 0) {
        MilliSatoshi penalty = new MilliSatoshi(FRESH_PENALTY_MSAT * left / FORGOTTEN_AFTER.toSeconds());
        doubts.put(entry.getKey(), new RouteKnowledge.Doubt(entry.getValue().amount, penalty));
      }
    }
    return doubts;
  }
}
