package org.l2node.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.l2node.api.dto.ProblemDto;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors that never reach a route, because the request is no valid HTTP or too large: told in the same form as all others. */
final class JettyProblems extends ErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(JettyProblems.class);

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = RequestIds.next();
    if (response.getStatus() >= 500 && request.getAttribute(ERROR_EXCEPTION) instanceof Throwable cause) {
      LOG.error("request_id={} the HTTP server failed", requestId, cause);
    }
    write(response, problem(response.getStatus()), requestId, callback);
    return true;
  }

  /** Writes the problem as the whole answer. */
  static void write(Response response, ApiProblem problem, String requestId, Callback callback) {
    response.setStatus(problem.code().status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, ProblemDto.CONTENT_TYPE);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put(RequestIds.HEADER, requestId);
    if (problem.code() == ProblemCode.TOO_BUSY) {
      headers.put(HttpHeader.RETRY_AFTER, "1");
    }
    response.write(true, bytes(problem, requestId), callback);
  }

  private static ByteBuffer bytes(ApiProblem problem, String requestId) {
    return ByteBuffer.wrap(ProblemDto.problem(problem, requestId).toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What a status of Jetty's or Javalin's own means here. */
  static ApiProblem problem(int status) {
    return switch (status) {
      case 404 -> ApiProblem.of(ProblemCode.NOT_FOUND, "This path is not of the API; GET /openapi.json lists those that are.");
      case 405 -> ApiProblem.of(ProblemCode.METHOD_NOT_ALLOWED, "This path does not answer this method.");
      case 408 -> ApiProblem.of(ProblemCode.REQUEST_TIMEOUT, "The request did not arrive in time.");
      case 413 -> ApiProblem.of(ProblemCode.BODY_TOO_LARGE, "The body is larger than 1 MB.");
      case 414 -> ApiProblem.of(ProblemCode.URI_TOO_LONG, "Path and query are too long.");
      case 415 -> ApiProblem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.");
      case 431 -> ApiProblem.of(ProblemCode.HEADERS_TOO_LARGE, "The header is larger than 8 KB.");
      case 503 -> ApiProblem.of(ProblemCode.NOT_READY, "The node is stopping.");
      default -> status >= 400 && status < 500
          ? ApiProblem.of(ProblemCode.BAD_REQUEST, "The request is not valid HTTP/1.1.")
          : ApiProblem.of(ProblemCode.INTERNAL_ERROR, "The node made a mistake; its log has more under this request_id.");
    };
  }
}
