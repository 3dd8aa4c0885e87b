package org.l2node.onchain.bitcoind;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.l2node.onchain.chain.ChainUnreachableException;

/** JSON-RPC over HTTP/1.1. */
public final class HttpTransport implements RpcTransport, AutoCloseable {
  /** A block of 4,000,000 bytes in hexadecimal, and room for what other calls say in many words. */
  private static final long MAX_ANSWER = 64_000_000L;

  private final HttpClient client;
  private final URI url;
  private final RpcCredentials credentials;
  private final Duration timeout;

  /**
   * @param url as in {@code http://127.0.0.1:8332}
   * @param timeout for one request
   */
  public HttpTransport(URI url, RpcCredentials credentials, Duration timeout) {
    this.url = url;
    this.credentials = credentials;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout).build();
  }

  @Override
  public Reply send(String request) throws IOException, ChainUnreachableException {
    String authorization = credentials.authorization();
    HttpRequest http = HttpRequest.newBuilder(url).timeout(timeout).header("Authorization", authorization)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(request)).build();
    try {
      return exchange(http);
    } catch (ConnectException | HttpTimeoutException e) {
      throw e;
    } catch (IOException _) {
      return exchange(http); // bitcoind drops idle connections: a fresh one; every request may be repeated
    }
  }

  private Reply exchange(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER));
      return new Reply(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
