package org.l2node.api.cli;

import java.time.Duration;

/** Times as people write them: a number and its unit, {@code 90s}, {@code 10m}, {@code 24h} or {@code 7d}. */
final class Durations {
  private static final int MAX_DIGITS = 8;

  private Durations() {}

  /** @throws IllegalArgumentException with a text for people if {@code text} has another form */
  static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > MAX_DIGITS) {
      throw bad();
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw bad();
    };
  }

  private static IllegalArgumentException bad() {
    return new IllegalArgumentException("write the time with its unit: 90s, 10m, 24h or 7d");
  }
}
