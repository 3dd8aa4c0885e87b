package org.l2node.api.service;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be done, told to the client as {@code application/problem+json}. An expected outcome, not a bug: it carries no
 * stack trace.
 *
 * <p>
 * The detail is for people and goes out as it is: cause and next step, no secret, no text of another exception.
 */
public final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;
  private final @Nullable String param;
  private final boolean outcomeKnown;

  private ApiProblem(ProblemCode code, String detail, @Nullable String param, boolean outcomeKnown) {
    super(detail, null, false, false);
    this.code = code;
    this.param = param;
    this.outcomeKnown = outcomeKnown;
  }

  public static ApiProblem of(ProblemCode code, String detail) {
    return new ApiProblem(code, detail, null, true);
  }

  /** @param param the JSON field, query parameter or path parameter at fault */
  public static ApiProblem of(ProblemCode code, String detail, String param) {
    return new ApiProblem(code, detail, param, true);
  }

  /** What was asked for was begun and may still come to be: an Idempotency-Key stays in use, so that nothing is begun twice. */
  public static ApiProblem ofUnknownOutcome(ProblemCode code, String detail) {
    return new ApiProblem(code, detail, null, false);
  }

  /** Whether nothing of what was asked for will happen. */
  public boolean isOutcomeKnown() {
    return outcomeKnown;
  }

  public ProblemCode code() {
    return code;
  }

  /** For people. */
  public String detail() {
    String message = getMessage();
    return message == null ? code.title() : message;
  }

  /** The field or parameter at fault; null where there is none. */
  public @Nullable String param() {
    return param;
  }
}
