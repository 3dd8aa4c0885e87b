package org.l2node.api.dto;

/** Bodies that say nothing. */
public final class RequestBodies {

  private RequestBodies() {}

  /** @throws org.l2node.api.service.ApiProblem if the body is neither empty nor an object without fields */
  public static void requireNoFields(byte[] body) {
    Fields.read(body);
  }
}
