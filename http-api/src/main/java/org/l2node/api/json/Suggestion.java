package org.l2node.api.json;

import java.util.Collection;
import java.util.Optional;

/** Guesses which name somebody meant. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 3;
  private static final int MAX_LENGTH = 40;

  private Suggestion() {}

  /** The known name most like {@code name}; empty where none is near. */
  public static Optional<String> of(String name, Collection<String> known) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      boolean near = distance <= Math.min(MAX_DISTANCE, Math.max(1, candidate.length() / 3));
      // "amount" for "amount_sat": the unit is what people forget
      boolean unitForgotten = candidate.startsWith(name + "_");
      if ((near || unitForgotten) && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The edit distance of Levenshtein. */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
