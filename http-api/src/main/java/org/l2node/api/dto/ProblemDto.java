package org.l2node.api.dto;

import org.l2node.api.json.JsonObject;
import org.l2node.api.service.ApiProblem;

/** The JSON of errors (RFC 9457). */
public final class ProblemDto {
  public static final String CONTENT_TYPE = "application/problem+json";

  private ProblemDto() {}

  /** @param requestId names the request in the node's log */
  public static JsonObject problem(ApiProblem problem, String requestId) {
    JsonObject.Builder json = JsonObject.builder()
        .put("type", "urn:l2:problem:" + problem.code().code())
        .put("title", problem.code().title())
        .put("status", problem.code().status())
        .put("detail", problem.detail())
        .put("code", problem.code().code());
    if (problem.param() != null) {
      json.put("param", problem.param());
    }
    return json.put("request_id", requestId).build();
  }
}
