package org.l2node.api.service;

import java.util.List;

/**
 * Whether the node can do its work.
 *
 * @param ready whether every check is passed
 * @param checks what was looked at, in a fixed order
 */
public record Readiness(boolean ready, List<Check> checks) {
  public Readiness {
    checks = List.copyOf(checks);
  }

  /** Ready if every check is passed. */
  public static Readiness of(List<Check> checks) {
    return new Readiness(checks.stream().allMatch(Check::ok), checks);
  }

  /**
   * One thing that must hold.
   *
   * @param name stays for good: {@code chain}, {@code storage}, {@code peers}, ...
   * @param detail for people: what is wrong and since when, or how far it is
   */
  public record Check(String name, boolean ok, String detail) {}
}
