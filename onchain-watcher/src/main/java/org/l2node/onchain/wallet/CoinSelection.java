package org.l2node.onchain.wallet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.FeeratePerKw;

/**
 * Chooses what to spend: outputs that need no change, found by branch and bound, else the largest first. All amounts in satoshi, all sizes
 * in weight units. Pure.
 */
final class CoinSelection {
  /** Version, lock time, the two counts (one byte each) and the segwit marker. */
  static final int BASE_WEIGHT = 4 * (4 + 4 + 1 + 1) + 2;
  /** Outpoint, empty script, sequence; witness of one 64-byte signature. */
  static final int INPUT_WEIGHT = 4 * (36 + 1 + 4) + 1 + 1 + 64;
  /** Amount and a taproot script. */
  static final int CHANGE_WEIGHT = 4 * (8 + 1 + 34);
  /** Least amount of a taproot output that is relayed. */
  static final long CHANGE_DUST = 330;
  /** So that the count stays one byte and the transaction standard. */
  static final int MAX_INPUTS = 250;

  private static final int MAX_TRIES = 100_000;

  private CoinSelection() {}

  /**
   * @param change 0 where there is none
   */
  record Selected(List<WalletOutput> inputs, long change, long fee) {}

  static long fee(FeeratePerKw feerate, int weight) {
    return Math.ceilDiv(Math.multiplyExact(feerate.satPerKw(), (long) weight), 1000L);
  }

  /** What spending the output brings, its own fee taken off. */
  static long effectiveValue(WalletOutput output, FeeratePerKw feerate) {
    return output.amount().sat() - fee(feerate, INPUT_WEIGHT);
  }

  static long need(long amount, int outputWeight, FeeratePerKw feerate) {
    return amount + fee(feerate, BASE_WEIGHT + outputWeight);
  }

  /**
   * @param outputWeight of the output to be paid
   * @return null where {@code candidates} do not suffice
   */
  static @Nullable Selected select(List<WalletOutput> candidates, long amount, int outputWeight, FeeratePerKw feerate) {
    List<WalletOutput> useful = new ArrayList<>(candidates.stream().filter(output -> effectiveValue(output, feerate) > 0).toList());
    useful.sort(Comparator.comparing((WalletOutput output) -> output.amount()).reversed()); // stable: equal ones stay in order of arrival
    long target = need(amount, outputWeight, feerate);
    long costOfChange = fee(feerate, CHANGE_WEIGHT) + fee(feerate, INPUT_WEIGHT);
    List<WalletOutput> exact = branchAndBound(useful, target, costOfChange, feerate);
    if (exact != null) {
      return selected(exact, amount, 0);
    }
    List<WalletOutput> chosen = new ArrayList<>();
    long sum = 0;
    for (WalletOutput output : useful) {
      chosen.add(output);
      sum += effectiveValue(output, feerate);
      if (sum >= target) {
        int weight = BASE_WEIGHT + outputWeight + chosen.size() * INPUT_WEIGHT + CHANGE_WEIGHT;
        long left = chosen.stream().mapToLong(input -> input.amount().sat()).sum() - amount - fee(feerate, weight);
        return selected(chosen, amount, left >= CHANGE_DUST ? left : 0);
      }
    }
    return null;
  }

  private static Selected selected(List<WalletOutput> inputs, long amount, long change) {
    long in = inputs.stream().mapToLong(input -> input.amount().sat()).sum();
    return new Selected(List.copyOf(inputs), change, in - amount - change);
  }

  /**
   * Depth-first over "with or without this output", largest first; the subset closest above the target within the cost of change; null
   * where there is none.
   */
  private static @Nullable List<WalletOutput> branchAndBound(List<WalletOutput> outputs, long target, long costOfChange,
      FeeratePerKw feerate) {
    long[] values = outputs.stream().mapToLong(output -> effectiveValue(output, feerate)).toArray();
    long[] rest = new long[values.length + 1];
    for (int i = values.length - 1; i >= 0; i--) {
      rest[i] = rest[i + 1] + values[i];
    }
    if (rest[0] < target) {
      return null;
    }
    boolean[] taken = new boolean[values.length];
    boolean @Nullable [] best = null;
    long bestSum = target + costOfChange + 1;
    long sum = 0;
    int depth = 0;
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      boolean back = sum > target + costOfChange || sum >= bestSum || sum + rest[depth] < target;
      if (!back && sum >= target) {
        best = taken.clone();
        bestSum = sum;
        back = true;
      }
      if (!back && depth < values.length) {
        taken[depth] = true;
        sum += values[depth];
        depth++;
        continue;
      }
      do {
        depth--;
      } while (depth >= 0 && !taken[depth]);
      if (depth < 0) {
        break;
      }
      taken[depth] = false;
      sum -= values[depth];
      depth++;
    }
    if (best == null) {
      return null;
    }
    List<WalletOutput> chosen = new ArrayList<>();
    for (int i = 0; i < best.length; i++) {
      if (best[i]) {
        chosen.add(outputs.get(i));
      }
    }
    return chosen;
  }
}
