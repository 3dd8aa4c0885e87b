package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.l2node.itests.support.BitcoindProcess;

/** A node in a process of its own, started as {@code l2 start} does, with ports that stay the same over restarts. */
final class LiveNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int STOP_SECONDS = 30;

  /** An answer of the API. */
  record Reply(int status, JsonNode body) {
    boolean isOk() {
      return status < 400;
    }

    String code() {
      return body.path("code").asText();
    }
  }

  private final String name;
  private final Path datadir;
  private final List<String> flags;
  private final int peerPort = freePort();
  private final int apiPort = freePort();
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int starts;
  private @Nullable Process process;

  private LiveNode(String name, Path datadir, List<String> flags) {
    this.name = name;
    this.datadir = datadir;
    this.flags = flags;
  }

  /** A node that is not started yet. */
  static LiveNode of(String name, Path folder, BitcoindProcess bitcoind) {
    List<String> flags = new ArrayList<>(List.of("--network", "regtest", "--bitcoind-url", bitcoind.config().url().toString(),
        "--bitcoind-cookie", bitcoind.cookieFile().toString(), "--insecure-plaintext-seed"));
    String zmq = bitcoind.config().zmqBlockAddress();
    if (zmq != null) {
      flags.addAll(List.of("--bitcoind-zmq", zmq));
    }
    return with(name, folder.resolve(name), flags);
  }

  /** A node that is not started yet, with just these flags and those that say where it is and listens. */
  static LiveNode with(String name, Path datadir, List<String> flags) {
    return new LiveNode(name, datadir, flags);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The command that runs {@code l2} with these arguments: the classes of this build on the JDK of this test. */
  static List<String> l2(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "org.l2node.node.Main"));
    command.addAll(arguments);
    return command;
  }

  String name() {
    return name;
  }

  Path datadir() {
    return datadir;
  }

  String peerAddress() {
    return "127.0.0.1:" + peerPort;
  }

  String id() {
    return get("/v1/node").get("node_id").asText();
  }

  private Path output() {
    return datadir.resolveSibling(datadir.getFileName() + "." + starts + ".log");
  }

  /** What the present or last process wrote. */
  String log() {
    try {
      return Files.readString(output());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts it and returns at once. */
  void launch() {
    starts++;
    List<String> arguments = new ArrayList<>(List.of("start", "--datadir", datadir.toString(), "--listen", peerAddress(), "--announce",
        peerAddress(), "--api", "127.0.0.1:" + apiPort, "--alias", name));
    arguments.addAll(flags);
    try {
      process = new ProcessBuilder(l2(arguments)).redirectErrorStream(true).redirectOutput(output().toFile()).start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts it and waits until its API answers. */
  LiveNode start() {
    launch();
    awaitStarted();
    return this;
  }

  /** Waits until its API answers. */
  void awaitStarted() {
    await(name + " to start").atMost(START_LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
      assertThat(running().isAlive()).as(() -> name + " has ended: " + log()).isTrue();
      try {
        return request("GET", "/v1/node", null, null).isOk();
      } catch (IOException _) {
        return false;
      }
    });
  }

  private Process running() {
    return Objects.requireNonNull(process, "not started");
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Waits for the process to end by itself. @return its exit code */
  int awaitExit() {
    try {
      assertThat(running().waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).as(() -> name + " goes on: " + log()).isTrue();
      return running().exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGKILL; returns once the process is gone. */
  void kill() {
    running().destroyForcibly();
    awaitExit();
  }

  /** SIGTERM; returns once the process is gone. */
  void stop() {
    running().destroy();
    awaitExit();
  }

  /** Asks the API once. @throws IOException where nobody answers */
  Reply request(String method, String path, @Nullable String body, @Nullable String idempotencyKey) throws IOException {
    Path tokenFile = datadir.resolve("admin.token");
    return request(method, path, body, idempotencyKey, Files.exists(tokenFile) ? Files.readString(tokenFile).strip() : "none");
  }

  Reply request(String method, String path, @Nullable String body, @Nullable String idempotencyKey, String token) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path)).timeout(ANSWER)
        .header("Authorization", "Bearer " + token)
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks the API of a node that must be there, and must say yes. */
  JsonNode call(String method, String path, @Nullable String body) {
    try {
      Reply reply = request(method, path, body, null);
      assertThat(reply.isOk()).as(() -> name + " " + method + " " + path + " " + body + ": " + reply).isTrue();
      return reply.body();
    } catch (IOException e) {
      throw new AssertionError(name + " " + method + " " + path + ": " + e, e);
    }
  }

  JsonNode get(String path) {
    return call("GET", path, null);
  }

  /** Asks for something that it must refuse. */
  Reply refused(String method, String path, @Nullable String body) {
    try {
      Reply reply = request(method, path, body, null);
      assertThat(reply.isOk()).as(() -> name + " does not refuse " + method + " " + path + " " + body + ": " + reply).isFalse();
      return reply;
    } catch (IOException e) {
      throw new AssertionError(name + " " + method + " " + path + ": " + e, e);
    }
  }

  List<JsonNode> channels() {
    List<JsonNode> all = new ArrayList<>();
    get("/v1/channels").get("channels").forEach(all::add);
    return all;
  }

  @Override
  public void close() {
    Process last = process;
    if (last != null && last.isAlive()) {
      last.destroy();
      try {
        if (!last.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          last.destroyForcibly();
        }
      } catch (InterruptedException _) {
        last.destroyForcibly();
      }
    }
  }
}
