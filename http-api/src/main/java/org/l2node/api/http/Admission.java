package org.l2node.api.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ProblemCode;

/** Lets a bounded number of requests in at once; more are refused at once, not queued. Health checks always come in. */
final class Admission extends Handler.Wrapper {
  private final int limit;
  private final Semaphore slots;
  private volatile boolean closing;

  Admission(int limit) {
    this.limit = limit;
    this.slots = new Semaphore(limit);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getPath();
    if (path != null && path.startsWith("/v1/health/")) {
      return super.handle(request, response, callback);
    }
    if (closing || !slots.tryAcquire()) {
      ApiProblem problem = closing
          ? ApiProblem.of(ProblemCode.NOT_READY, "The node is stopping.")
          : ApiProblem.of(ProblemCode.TOO_BUSY, "More than " + limit + " requests are in hand. Ask again in a second.");
      JettyProblems.write(response, problem, RequestIds.next(), callback);
      return true;
    }
    Request.addCompletionListener(request, _ -> slots.release());
    return super.handle(request, response, callback);
  }

  /** Refuses new requests and waits until those in hand have ended, for {@code atMost}. */
  void drain(Duration atMost) {
    closing = true;
    boolean interrupted = false;
    try {
      if (slots.tryAcquire(limit, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        slots.release(limit);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
