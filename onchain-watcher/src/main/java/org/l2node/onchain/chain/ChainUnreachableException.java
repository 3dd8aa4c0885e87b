package org.l2node.onchain.chain;

import org.jspecify.annotations.Nullable;

/**
 * The full node gave no usable answer. Nothing is known of what was asked, or, for an order, of whether it was carried out: ask again
 * later. The message is for people.
 */
public final class ChainUnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  public ChainUnreachableException(Problem problem, String message) {
    this(problem, message, null);
  }

  public ChainUnreachableException(Problem problem, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  /** What is wrong; all may pass by themselves or be put right while this node runs. */
  public enum Problem {
    /** No connection, or none that lasted. */
    UNREACHABLE,
    /** Wrong user, password or cookie. */
    UNAUTHORIZED,
    /** It has only just started. */
    WARMING_UP,
    /** It is on another chain than this node. */
    WRONG_NETWORK,
    /** Its version is older than this node can work with. */
    TOO_OLD,
    /** A block that is needed has been pruned. */
    PRUNED,
    /** It refuses more work for the moment. */
    OVERLOADED,
    /** Its answer makes no sense, or it reports an error of its own. */
    BAD_ANSWER
  }
}
