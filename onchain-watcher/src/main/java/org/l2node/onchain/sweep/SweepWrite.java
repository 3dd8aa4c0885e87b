package org.l2node.onchain.sweep;

/** A change of what the sweeper has stored. */
public sealed interface SweepWrite {
  /** A new one. */
  record AddAttempt(Attempt attempt) implements SweepWrite {}

  /** By its number. */
  record DeleteAttempt(long number) implements SweepWrite {}
}
