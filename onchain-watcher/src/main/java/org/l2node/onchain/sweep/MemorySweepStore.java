package org.l2node.onchain.sweep;

import java.util.List;
import java.util.TreeMap;

/** A store that forgets when the process ends: for tests and simulations. */
public final class MemorySweepStore implements SweepStore {
  private final TreeMap<Long, Attempt> attempts = new TreeMap<>();

  @Override
  public synchronized List<Attempt> load() {
    return List.copyOf(attempts.values());
  }

  @Override
  public synchronized void apply(List<SweepWrite> writes) {
    for (SweepWrite write : writes) {
      switch (write) {
        case SweepWrite.AddAttempt(Attempt attempt) -> attempts.put(attempt.number(), attempt);
        case SweepWrite.DeleteAttempt(long number) -> attempts.remove(number);
      }
    }
  }
}
