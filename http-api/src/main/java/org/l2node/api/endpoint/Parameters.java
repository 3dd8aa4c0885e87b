package org.l2node.api.endpoint;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.PageRequest;
import org.l2node.api.service.ProblemCode;

/** Reads path and query parameters; every method throws {@link ApiProblem} that names the parameter. */
public final class Parameters {
  /** No answer is held back longer, whatever {@code wait} says. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final int MAX_CURSOR = 256;

  private Parameters() {}

  /** A path parameter, read by a function that throws IllegalArgumentException where it does not fit. */
  static <T> T path(ApiRequest request, String name, String must, Function<String, T> read) {
    try {
      return read.apply(request.pathParams().getOrDefault(name, ""));
    } catch (IllegalArgumentException e) {
      throw invalid(name, must);
    }
  }

  /** A query parameter, read as {@link #path} does; null where it is not there. */
  static <T> @Nullable T optional(ApiRequest request, String name, String must, Function<String, T> read) {
    String text = request.query().get(name);
    if (text == null) {
      return null;
    }
    try {
      return read.apply(text);
    } catch (IllegalArgumentException e) {
      throw invalid(name, must);
    }
  }

  static PageRequest page(ApiRequest request) {
    Map<String, String> query = request.query();
    String limit = query.get("limit");
    int number = PageRequest.DEFAULT_LIMIT;
    if (limit != null) {
      boolean digits = !limit.isEmpty() && limit.length() <= 9 && limit.chars().allMatch(c -> c >= '0' && c <= '9');
      number = digits ? Integer.parseInt(limit) : 0;
    }
    if (number < 1 || number > PageRequest.MAX_LIMIT) {
      throw invalid("limit", "must be a number from 1 to " + PageRequest.MAX_LIMIT);
    }
    String cursor = query.get("cursor");
    if (cursor != null && (cursor.isEmpty() || cursor.length() > MAX_CURSOR)) {
      throw invalid("cursor", "must be the next_cursor of the page before");
    }
    return new PageRequest(number, cursor);
  }

  /** How long the client wants to wait: zero where it does not; never more than {@link #MAX_WAIT}. */
  static Duration wait(ApiRequest request) {
    String text = request.query().get("wait");
    if (text == null) {
      return Duration.ZERO;
    }
    Duration wait = duration(text);
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }

  private static Duration duration(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      throw badWait();
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> throw badWait();
    };
  }

  private static ApiProblem badWait() {
    return invalid("wait", "must be a number with a unit: 500ms, 30s or 1m");
  }

  private static ApiProblem invalid(String name, String must) {
    return ApiProblem.of(ProblemCode.INVALID_VALUE, name + " " + must + ".", name);
  }
}
