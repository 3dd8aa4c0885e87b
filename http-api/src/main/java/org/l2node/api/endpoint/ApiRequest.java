package org.l2node.api.endpoint;

import fr.acinq.bitcoin.ByteVector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, once it was let in.
 *
 * @param path as it was sent, without the query
 * @param pathParams the values of the route's {@code {names}}
 * @param query each parameter once
 * @param body the bytes, none where it has no body
 * @param idempotencyKey the {@code Idempotency-Key} header; null where there is none
 * @param client tells when the client goes away
 */
public record ApiRequest(
    String method,
    String path,
    Map<String, String> pathParams,
    Map<String, String> query,
    ByteVector body,
    @Nullable String idempotencyKey,
    ClientPresence client) {

  public ApiRequest {
    pathParams = Map.copyOf(pathParams);
    query = Map.copyOf(query);
  }

  /** Waits for as long as a client is there. */
  @FunctionalInterface
  public interface ClientPresence {
    /** Something that blocks and ends on an interrupt. */
    @FunctionalInterface
    interface Wait<T> {
      T run() throws InterruptedException;
    }

    /**
     * Runs {@code wait} on this thread and interrupts it when the client goes away or the server stops.
     *
     * @throws InterruptedException if that happened
     */
    <T> T whilePresent(Wait<T> wait) throws InterruptedException;
  }
}
