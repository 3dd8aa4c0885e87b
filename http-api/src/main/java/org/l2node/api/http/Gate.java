package org.l2node.api.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.l2node.api.auth.FailureDelays;
import org.l2node.api.auth.HostCheck;
import org.l2node.api.auth.TokenCheck;
import org.l2node.api.endpoint.ApiRequest.ClientPresence;
import org.l2node.api.endpoint.Route;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ProblemCode;

/** What a request must pass before any route sees it: the right host, no foreign page, a valid token. */
final class Gate {
  /** Wrong tokens whose answers are held back at once; far fewer than the server handles, so that they keep nobody out. */
  private static final int MAX_DELAYED = 20;

  private final TokenCheck tokens;
  private final FailureDelays delays = new FailureDelays();
  private final Semaphore delayed = new Semaphore(MAX_DELAYED);
  private final Set<String> openPaths;

  Gate(TokenCheck tokens, List<Route> routes) {
    this.tokens = tokens;
    this.openPaths = routes.stream().filter(r -> r.access() == Route.Access.OPEN).map(Route::path).collect(Collectors.toUnmodifiableSet());
  }

  /** @throws ApiProblem if the request may not pass; where its token is wrong, after a delay */
  void check(Context ctx, ClientPresence client) {
    if (!HostCheck.isLoopback(ctx.header("Host"))) {
      throw ApiProblem.of(ProblemCode.HOST_NOT_ALLOWED, "Address the node by localhost, 127.0.0.1 or [::1].");
    }
    if (!HostCheck.isOwnOrigin(ctx.header("Origin"))) {
      throw ApiProblem.of(ProblemCode.ORIGIN_NOT_ALLOWED, "Pages of other sites may not use this API.");
    }
    if (openPaths.contains(ctx.path())) {
      return;
    }
    TokenCheck.Result result = tokens.check(ctx.header("Authorization"));
    if (result != TokenCheck.Result.VALID) {
      refuse(ctx, client, result);
    }
  }

  private void refuse(Context ctx, ClientPresence client, TokenCheck.Result result) {
    // One who sends none guesses at nothing: a page that looks whether there is an API must not slow down those who mistype.
    Duration delay = result == TokenCheck.Result.MISSING
        ? Duration.ZERO
        : delays.onFailure(ctx.req().getRemoteAddr(), System.nanoTime());
    if (!delay.isZero()) {
      if (!delayed.tryAcquire()) {
        throw ApiProblem.of(ProblemCode.TOO_MANY_FAILURES, "Too many requests with wrong tokens are in hand.");
      }
      try {
        holdBack(client, delay);
      } finally {
        delayed.release();
      }
    }
    ctx.header("WWW-Authenticate", "Bearer");
    throw ApiProblem.of(ProblemCode.UNAUTHORIZED, result == TokenCheck.Result.MISSING
        ? "Send the header \"Authorization: Bearer TOKEN\"; the token is in the file admin.token of the node's data directory."
        : "This is not the node's token; it is in the file admin.token of the node's data directory.");
  }

  private static void holdBack(ClientPresence client, Duration delay) {
    try {
      client.whilePresent(() -> {
        Thread.sleep(delay);
        return delay;
      });
    } catch (InterruptedException e) {
      // The client has gone, or the server stops: the refusal goes out now.
      return;
    }
  }
}
