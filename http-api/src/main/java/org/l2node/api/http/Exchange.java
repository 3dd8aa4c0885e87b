package org.l2node.api.http;

import fr.acinq.bitcoin.ByteVector;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.l2node.api.dto.Shown;
import org.l2node.api.endpoint.Answer;
import org.l2node.api.endpoint.ApiRequest;
import org.l2node.api.endpoint.ApiRequest.ClientPresence;
import org.l2node.api.endpoint.Route;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.Suggestion;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ProblemCode;

/** From HTTP to a route and back. */
final class Exchange {
  static final int MAX_BODY = 1_000_000;

  /** What bodies may call themselves; the second is what curl says where nobody tells it. */
  private static final Set<String> BODY_TYPES = Set.of("application/json", "application/x-www-form-urlencoded");

  private final ClientWatch watch;
  private final Duration bodyArrival;

  /** @param bodyArrival the longest that a body may take to arrive */
  Exchange(ClientWatch watch, Duration bodyArrival) {
    this.watch = watch;
    this.bodyArrival = bodyArrival;
  }

  /** Lets the route answer. */
  void run(Route route, Context ctx) throws IOException {
    Map<String, String> query = query(route, ctx);
    ByteVector body = route.method() == Route.Method.GET ? ByteVector.empty : body(ctx);
    ApiRequest request = new ApiRequest(route.method().name(), ctx.path(), ctx.pathParamMap(), query, body, ctx.header("Idempotency-Key"),
        presence(ctx));
    Answer answer = route.endpoint().handle(request);
    write(ctx, answer.status(), "application/json", answer.body());
  }

  static void write(Context ctx, int status, String contentType, JsonObject body) {
    ctx.status(status).contentType(contentType).result((body + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Waits that end when the client of this request goes away. */
  ClientPresence presence(Context ctx) {
    Object transport = ServletContextRequest.getServletContextRequest(ctx.req()).getConnectionMetaData().getConnection().getEndPoint()
        .getTransport();
    if (!(transport instanceof SocketChannel connection)) {
      throw new IllegalStateException("not a socket: " + transport);
    }
    return new ClientPresence() {
      @Override
      public <T> T whilePresent(Wait<T> wait) throws InterruptedException {
        return watch.whilePresent(connection, wait);
      }
    };
  }

  private static Map<String, String> query(Route route, Context ctx) {
    Map<String, String> query = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> parameter : ctx.queryParamMap().entrySet()) {
      String name = Shown.text(parameter.getKey());
      if (!route.query().contains(parameter.getKey())) {
        String hint = Suggestion.of(parameter.getKey(), route.query())
            .map(s -> "did you mean \"" + s + "\"?")
            .orElse(route.query().isEmpty() ? "this endpoint takes none." : "it takes " + String.join(", ", route.query()) + ".");
        throw ApiProblem.of(ProblemCode.UNKNOWN_PARAMETER, "There is no query parameter \"" + name + "\" here; " + hint, name);
      }
      if (parameter.getValue().size() != 1) {
        throw ApiProblem.of(ProblemCode.INVALID_VALUE, name + " is given more than once.", name);
      }
      query.put(parameter.getKey(), parameter.getValue().getFirst());
    }
    return query;
  }

  private ByteVector body(Context ctx) throws IOException {
    if (ctx.req().getContentLengthLong() > MAX_BODY) {
      throw JettyProblems.problem(413);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + bodyArrival.toNanos();
    byte[] chunk = new byte[8 * 1024];
    try (InputStream in = ctx.req().getInputStream()) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        body.write(chunk, 0, n);
        if (body.size() > MAX_BODY) {
          throw JettyProblems.problem(413);
        }
        if (System.nanoTime() - deadline > 0) {
          throw JettyProblems.problem(408);
        }
      }
    } catch (IOException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw JettyProblems.problem(408);
      }
      throw e;
    }
    if (body.size() > 0) {
      checkType(ctx.contentType(), ctx.header("Content-Encoding"));
    }
    return new ByteVector(body.toByteArray());
  }

  private static void checkType(@Nullable String contentType, @Nullable String encoding) {
    if (contentType != null) {
      int semicolon = contentType.indexOf(';');
      String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
      if (!BODY_TYPES.contains(type)) {
        throw ApiProblem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json, not " + Shown.text(type) + ".");
      }
    }
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw ApiProblem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.");
    }
  }
}
