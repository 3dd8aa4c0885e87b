package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector;

/** What some runs came to, together. */
public final class Totals {
  private int seeds;
  private long steps;
  private int crashes;
  private int cuts;
  private int reorgs;
  private int breaches;
  private int lies;
  private int payments;
  private int paid;
  private ByteVector lastHash = ByteVector.empty;

  /** Adds a run. */
  public void add(Simulation.Result result) {
    seeds++;
    steps += result.steps();
    crashes += result.crashes();
    cuts += result.cuts();
    reorgs += result.reorgs();
    breaches += result.breaches();
    lies += result.lies();
    payments += result.payments();
    paid += result.paid();
    lastHash = result.traceHash();
  }

  /** Of the last run that was added. */
  public ByteVector lastHash() {
    return lastHash;
  }

  /** How many nodes crashed. */
  public int crashes() {
    return crashes;
  }

  /** How many payments arrived. */
  public int paid() {
    return paid;
  }

  /** For people, in one line. */
  public String text() {
    return seeds + " seeds, " + steps + " steps, " + crashes + " crashes, " + cuts + " broken connections, " + reorgs + " reorgs, "
        + breaches
        + " breaches, " + lies + " lies, " + payments + " payments of which " + paid + " arrived";
  }
}
