package org.l2node.routing.path;

import org.l2node.channels.units.MilliSatoshi;

/** What a search comes to. */
public sealed interface PathResult {
  /** The cheapest route, by fees, time and likelihood of failure. */
  record Found(Route route) implements PathResult {}

  /** A node does not pay itself. */
  record SelfPayment() implements PathResult {}

  /**
   * No channel of this node's own can send that much at once.
   *
   * @param most the most that one of them can send
   */
  record InsufficientBalance(MilliSatoshi most) implements PathResult {}

  /**
   * Every route costs more than allowed.
   *
   * @param least the fee of the cheapest one found
   */
  record FeeTooHigh(MilliSatoshi least) implements PathResult {}

  /** Nothing leads there: the payee is not known, has no channel that is announced or hinted at, or none that can carry the amount. */
  record NoRoute() implements PathResult {}
}
