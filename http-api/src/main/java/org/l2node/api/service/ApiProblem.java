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

  private ApiProblem(ProblemCode code, String detail, @Nullable String param) {
    super(detail, null, false, false);
    this.code = code;
    this.param = param;
  }

  public static ApiProblem of(ProblemCode code, String detail) {
    return new ApiProblem(code, detail, null);
  }

  /** @param param the JSON field, query parameter or path parameter at fault */
  public static ApiProblem of(ProblemCode code, String detail, String param) {
    return new ApiProblem(code, detail, param);
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
