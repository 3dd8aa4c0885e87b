package org.l2node.api.endpoint;

import java.util.List;

/**
 * A method and path that the API answers.
 *
 * @param path with {@code {names}} for its parameters
 * @param access who may ask
 * @param query the parameters that the query may have
 * @param status of the answer where all goes well
 * @param endpoint what it does
 */
public record Route(Method method, String path, Access access, List<String> query, int status, Endpoint endpoint) {
  public Route {
    query = List.copyOf(query);
  }

  /** The HTTP methods in use. */
  public enum Method {
    GET,
    PUT,
    POST
  }

  /** Who may ask. */
  public enum Access {
    /** Everybody on this machine: nothing of the node's money or peers is told. */
    OPEN,
    /** Who has the admin token. */
    ADMIN
  }

  /** What a route does. */
  @FunctionalInterface
  public interface Endpoint {
    /** @throws org.l2node.api.service.ApiProblem if it cannot be done */
    Answer handle(ApiRequest request);
  }
}
