package org.l2node.api.cli;

/** What the command line tells scripts; these numbers stay for good. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int ERROR = 1;
  /** The command was written wrongly. */
  public static final int USAGE = 2;
  /** No node runs on the data directory, or it does not answer. */
  public static final int NOT_REACHABLE = 3;
  /** The payment failed for good; nothing was paid. */
  public static final int PAYMENT_FAILED = 4;
  /** The payment may still succeed or fail. */
  public static final int PAYMENT_PENDING = 5;

  private ExitCode() {}
}
