package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * The attempts, in memory and in the store: one is kept as long as it is the last for some output of a channel that is not over, so that
 * what was offered is known after a restart and after a reorganisation. Not thread-safe.
 */
final class AttemptLog {
  private final SweepStore store;
  private final TreeMap<Long, Attempt> attempts = new TreeMap<>();
  private final Map<OutPoint, Attempt> latest = new HashMap<>();
  private long next = 1;

  AttemptLog(SweepStore store) {
    this.store = store;
    store.load().forEach(this::enter);
  }

  private void enter(Attempt attempt) {
    attempts.put(attempt.number(), attempt);
    next = Math.max(next, attempt.number() + 1);
    attempt.inputs().forEach(input -> latest.put(input.outPoint(), attempt));
  }

  /** Makes an attempt durable; those that it makes worthless are forgotten with it. */
  Attempt add(Transaction tx, List<OpenClaim> claims, Satoshi fee, FeeratePerKw feerate, BlockHeight tip) {
    List<Attempt.Input> inputs = claims.stream()
        .map(open -> new Attempt.Input(open.channelId(), open.outPoint(), open.since())).toList();
    Attempt attempt = new Attempt(nextNumber(), tx, inputs, fee, feerate, tip);
    List<SweepWrite> writes = new ArrayList<>(List.of(new SweepWrite.AddAttempt(attempt)));
    Set<OutPoint> now = attempt.outPoints();
    attempts.values().stream().filter(old -> isWorthless(old, now)).forEach(old -> writes.add(new SweepWrite.DeleteAttempt(old.number())));
    store.apply(writes);
    enter(attempt);
    removeFromMemory(writes);
    return attempt;
  }

  /** Of the next attempt; never one that was used since the start. */
  long nextNumber() {
    return next;
  }

  Set<Long> numbers() {
    return attempts.keySet();
  }

  private boolean isWorthless(Attempt old, Set<OutPoint> overtaken) {
    return old.outPoints().stream().noneMatch(outPoint -> old.equals(latest.get(outPoint)) && !overtaken.contains(outPoint));
  }

  private void removeFromMemory(List<SweepWrite> writes) {
    for (SweepWrite write : writes) {
      if (write instanceof SweepWrite.DeleteAttempt(long number)) {
        attempts.remove(number);
      }
    }
  }

  /** Forgets what was done for channels that are over. */
  void retain(Set<ChannelId> living) {
    Set<OutPoint> over = new LinkedHashSet<>();
    for (Attempt attempt : attempts.values()) {
      attempt.inputs().stream().filter(input -> !living.contains(input.channelId())).forEach(input -> over.add(input.outPoint()));
    }
    List<SweepWrite> writes = new ArrayList<>();
    attempts.values().stream().filter(old -> isWorthless(old, over)).forEach(old -> writes.add(new SweepWrite.DeleteAttempt(old.number())));
    if (!writes.isEmpty()) {
      store.apply(writes);
      removeFromMemory(writes);
    }
    over.forEach(latest::remove);
  }

  Set<ChannelId> channels() {
    Set<ChannelId> all = new LinkedHashSet<>();
    attempts.values().forEach(attempt -> attempt.inputs().forEach(input -> all.add(input.channelId())));
    return all;
  }

  @Nullable
  Attempt latest(OutPoint outPoint) {
    return latest.get(outPoint);
  }

  /** Those that no later one has taken a claim of. */
  List<Attempt> current() {
    return attempts.values().stream()
        .filter(attempt -> attempt.inputs().stream().allMatch(input -> attempt.equals(latest.get(input.outPoint())))).toList();
  }

  /** Those that spend any of these. */
  List<Attempt> spending(Collection<OutPoint> outPoints) {
    Set<OutPoint> wanted = Set.copyOf(outPoints);
    return attempts.values().stream().filter(attempt -> attempt.tx().txIn.stream().anyMatch(in -> wanted.contains(in.outPoint))).toList();
  }

  /** What was offered for each output. */
  Map<OutPoint, FeeratePerKw> offered() {
    Map<OutPoint, FeeratePerKw> offered = new LinkedHashMap<>();
    latest.forEach((outPoint, attempt) -> offered.put(outPoint, attempt.feerate()));
    return offered;
  }

  /** The height of the tip when the claim of this output was first seen, where an attempt says so. */
  @Nullable
  BlockHeight since(OutPoint outPoint) {
    Attempt attempt = latest.get(outPoint);
    return attempt == null
        ? null
        : attempt.inputs().stream().filter(input -> input.outPoint().equals(outPoint)).findFirst().map(Attempt.Input::since).orElse(null);
  }
}
