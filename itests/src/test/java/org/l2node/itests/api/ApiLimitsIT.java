package org.l2node.itests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l2node.itests.api.ApiHarness.Reply;

/** Clients that are slow, large, many, wrong or gone. The server here lets 4 requests in at once and gives a header or body 1 s. */
class ApiLimitsIT {
  private ApiHarness api;

  @BeforeEach
  void start() throws IOException {
    api = new ApiHarness(ApiHarness.SMALL);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private CompletableFuture<Reply> async(String path) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return api.get(path);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void aBodyOfMoreThanAMegabyteIsRefused() throws Exception {
    Reply reply = api.post("/v1/decode", "{\"destination\":\"" + "x".repeat(1_000_001) + "\"}");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.code()).isEqualTo("body_too_large");

    // Without a length that tells it beforehand.
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    String chunked = api.raw("POST /v1/decode HTTP/1.1\r\nHost: localhost\r\n" + api.authorization()
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(16));
    assertThat(chunked).startsWith("HTTP/1.1 413 ").contains("body_too_large");
    assertThat(api.get("/v1/node").status()).isEqualTo(200);
  }

  @Test
  void aHeaderOfMoreThanEightKilobytesIsRefused() throws Exception {
    assertThat(api.raw("GET /v1/node HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(9_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ")
        .contains("headers_too_large");
    assertThat(api.raw("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 414 ")
        .contains("uri_too_long");
  }

  @Test
  void moreRequestsThanAllowedAreRefusedButHealthIsNot() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    api.node.infoBlocks = release;
    List<CompletableFuture<Reply>> inHand = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      inHand.add(async("/v1/node"));
    }
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
      Reply refused = api.get("/v1/wallet/balance");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("too_busy");
      assertThat(refused.response().headers().firstValue("Retry-After")).contains("1");
    });
    assertThat(api.get("/v1/health/live").status()).isEqualTo(200);
    release.countDown();
    for (CompletableFuture<Reply> reply : inHand) {
      assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    assertThat(api.get("/v1/wallet/balance").status()).isEqualTo(200);
  }

  @Test
  void aWaitIsLongerThanTheIdleTimeout() throws Exception {
    long start = System.nanoTime();
    assertThat(api.get("/v1/payments/17?wait=2500ms").status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2_400));
  }

  @Test
  void aWaitEndsWhenItsClientGoes() throws Exception {
    try (Socket socket = api.connect()) {
      write(socket, "GET /v1/payments/17?wait=60s HTTP/1.1\r\nHost: localhost\r\n" + api.authorization() + "\r\n");
      assertThat(api.node.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(api.node.interrupted.getCount()).isEqualTo(1);
    }
    assertThat(api.node.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(api.get("/v1/node").status()).isEqualTo(200);
  }

  @Test
  void aWaitEndsWhenTheServerStops() throws Exception {
    CompletableFuture<Reply> reply = async("/v1/payments/17?wait=60s");
    assertThat(api.node.waiting.await(10, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();
    api.server.close();
    assertThat(reply.get(5, TimeUnit.SECONDS).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aConnectionCanWaitManyTimes() throws Exception {
    try (Socket socket = api.connect()) {
      for (int i = 0; i < 20; i++) {
        write(socket, "GET /v1/payments/17?wait=20ms HTTP/1.1\r\nHost: localhost\r\n" + api.authorization() + "\r\n");
        assertThat(readHead(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
      }
    }
    assertThat(api.node.interrupted.getCount()).isEqualTo(1);
  }

  @Test
  void aSlowBodyIsCutOff() throws Exception {
    try (Socket socket = api.connect()) {
      socket.setSoTimeout(10_000);
      write(socket, "POST /v1/decode HTTP/1.1\r\nHost: localhost\r\n" + api.authorization() + "Content-Length: 1000\r\n\r\n");
      // A byte every 100 ms, so that the idle timeout never strikes: only the deadline of the whole body can bring the answer.
      for (int i = 0; i < 100 && socket.getInputStream().available() == 0; i++) {
        write(socket, "a");
        Thread.sleep(Duration.ofMillis(100));
      }
      assertThat(socket.getInputStream().available()).isPositive();
      assertThat(readHead(socket.getInputStream())).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void aBodyThatDoesNotComeIsCutOff() throws Exception {
    assertThat(api.raw("POST /v1/decode HTTP/1.1\r\nHost: localhost\r\n" + api.authorization() + "Content-Length: 1000\r\n\r\n{"))
        .startsWith("HTTP/1.1 408 ").contains("request_timeout");
  }

  @Test
  void aSlowHeaderIsCutOff() throws Exception {
    try (Socket socket = api.connect()) {
      socket.setSoTimeout(10_000);
      write(socket, "GET /v1/node HTTP/1.1\r\nX: ");
      long sent = drip(socket, 100, Duration.ofMillis(100));
      assertThat(sent).isLessThan(60);
    }
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    try (Socket socket = api.connect()) {
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void missingTokenIsRefusedAtOnceAndCountsAsNoGuess() throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      assertThat(api.send(api.request("GET", "/v1/node", null)).status()).isEqualTo(401);
    }
    assertThat(api.send(api.request("GET", "/v1/node", null).header("Authorization", "Bearer " + "0".repeat(64))).status()).isEqualTo(401);
    // As guesses they would have been held back for 30 s and more.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void wrongTokensAreAnsweredEverMoreSlowlyAndValidOnesAtOnce() throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      Reply reply = api.send(api.request("GET", "/v1/node", null).header("Authorization", "Bearer " + "0".repeat(64)));
      assertThat(reply.status()).isEqualTo(401);
      assertThat(api.get("/v1/node").status()).isEqualTo(200);
    }
    // 0, 100, 200, 400, 800 ms
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1_450), Duration.ofSeconds(10));
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Sends a byte at a time until the other side has had enough; gives how many went out. */
  private static long drip(Socket socket, int count, Duration pause) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      try {
        write(socket, "a");
      } catch (SocketException e) {
        return i;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      Thread.sleep(pause);
    }
    return count;
  }

  /** Reads the head of an answer and skips its body. */
  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return head.toString();
      }
      head.append((char) b);
    }
    String length = head.toString().lines().filter(l -> l.startsWith("Content-Length: ")).findFirst().orElse("Content-Length: 0");
    in.skipNBytes(Integer.parseInt(length.substring("Content-Length: ".length())));
    return head.toString();
  }
}
