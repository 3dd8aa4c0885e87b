package org.l2node.itests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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

/**
 * A node of this project in a process of its own, started as {@code l2 start} does, on ports that stay the same over restarts; and a client
 * of its API. Whatever goes wrong is an {@link AssertionError} with what it said.
 */
public final class NodeProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  /** An answer of the API. */
  public record Reply(int status, JsonNode body) {
    public boolean isOk() {
      return status < 400;
    }

    /** The name of the error; empty where it is none. */
    public String code() {
      return body.path("code").asText();
    }
  }

  private final String name;
  private final Path datadir;
  private final Path logs;
  private final List<String> flags;
  private final int peerPort = Ports.free();
  private final int apiPort = Ports.free();
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Thread atExit = new Thread(this::killQuietly);
  private List<String> javaFlags = List.of("-Xmx256m");
  private int starts;
  private String nodeId = "";
  private @Nullable Process process;

  private NodeProcess(String name, Path datadir, Path logs, List<String> flags) {
    this.name = name;
    this.datadir = datadir;
    this.logs = logs;
    this.flags = List.copyOf(flags);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * A node on regtest that is not started yet, its seed in plain text.
   *
   * @param folder gets its data directory and its logs, both named by the name
   * @param more flags of {@code l2 start}
   */
  public static NodeProcess of(String name, Path folder, BitcoindProcess bitcoind, String... more) {
    List<String> flags = new ArrayList<>(chainFlags("regtest", bitcoind));
    flags.add("--insecure-plaintext-seed");
    flags.addAll(List.of(more));
    return with(name, folder.resolve(name), flags);
  }

  /** The flags that name a network and the full node. */
  public static List<String> chainFlags(String network, BitcoindProcess bitcoind) {
    List<String> flags = new ArrayList<>(List.of("--network", network, "--bitcoind-url", bitcoind.config().url().toString(),
        "--bitcoind-cookie", bitcoind.cookieFile().toString()));
    String zmq = bitcoind.config().zmqBlockAddress();
    if (zmq != null) {
      flags.addAll(List.of("--bitcoind-zmq", zmq));
    }
    return flags;
  }

  /**
   * A node that is not started yet, with just these flags and those that say where it is and listens.
   *
   * @param name names its logs, beside the data directory
   */
  public static NodeProcess with(String name, Path datadir, List<String> flags) {
    return new NodeProcess(name, datadir, datadir.resolveSibling(name), flags);
  }

  /** Flags of Java in place of the heap of 256 MiB. */
  public NodeProcess java(String... itsFlags) {
    javaFlags = List.of(itsFlags);
    return this;
  }

  /** The command that runs {@code l2} with these arguments: the classes of this build on the JDK of this test. */
  public static List<String> l2(List<String> javaFlags, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(javaFlags);
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "org.l2node.node.Main"));
    command.addAll(arguments);
    return command;
  }

  /** Starts it and returns at once. */
  public void launch() {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs");
    }
    starts++;
    List<String> arguments = new ArrayList<>(List.of("start", "--datadir", datadir.toString(), "--listen", peerAddress(), "--announce",
        peerAddress(), "--api", "127.0.0.1:" + apiPort, "--alias", name));
    arguments.addAll(flags);
    try {
      process = new ProcessBuilder(l2(javaFlags, arguments)).redirectOutput(file(starts, "out").toFile())
          .redirectError(file(starts, "log").toFile()).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new AssertionError(name + " cannot be started: " + e, e);
    }
  }

  /** Starts it and waits until its API answers. */
  public NodeProcess start() {
    launch();
    awaitStarted();
    return this;
  }

  /** Starts it and waits until it has followed the chain to its tip. */
  public NodeProcess startSynced() {
    start();
    await(name + " is synced").atMost(START_LIMIT).pollInterval(POLL).until(() -> get("/v1/node").get("synced_to_chain").asBoolean());
    return this;
  }

  /** Waits until its API answers. */
  public void awaitStarted() {
    await(name + " to start").atMost(START_LIMIT).pollInterval(POLL).until(() -> {
      assertThat(isAlive()).as(() -> name + " has ended: " + log()).isTrue();
      try {
        Reply reply = request("GET", "/v1/node", null, null);
        nodeId = reply.body().path("node_id").asText();
        return reply.isOk();
      } catch (IOException _) {
        return false;
      }
    });
  }

  public long pid() {
    return running().pid();
  }

  private Process running() {
    return Objects.requireNonNull(process, "not started");
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Waits for the process to end by itself. @return its exit code */
  public int awaitExit() {
    try {
      assertThat(running().waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).as(() -> name + " goes on: " + log()).isTrue();
      return running().exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGKILL; returns once the process is gone. */
  public void kill() {
    running().destroyForcibly();
    awaitExit();
  }

  /** SIGTERM; returns once the process is gone. */
  public void stop() {
    running().destroy();
    awaitExit();
  }

  /** SIGSTOP: it stands still, its connections stay. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT, after {@link #pause}. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void killQuietly() {
    Process last = process;
    if (last != null) {
      last.destroyForcibly();
    }
  }

  @Override
  public void close() {
    try {
      if (isAlive()) {
        stop();
      }
    } finally {
      killQuietly();
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  public String name() {
    return name;
  }

  public Path datadir() {
    return datadir;
  }

  /** In hex; known once it was started. */
  public String id() {
    return nodeId;
  }

  /** Where its peers connect, on 127.0.0.1. */
  public int peerPort() {
    return peerPort;
  }

  public String peerAddress() {
    return "127.0.0.1:" + peerPort;
  }

  private Path file(int start, String kind) {
    return logs.resolveSibling(logs.getFileName() + "." + start + "." + kind);
  }

  /** What the present or last process wrote to standard error: its log. */
  public String log() {
    return read(file(starts, "log"));
  }

  /** What the present or last process wrote to standard output. */
  public String output() {
    return read(file(starts, "out"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Lines of level ERROR and exceptions in the logs of all its processes. */
  public List<String> errors() {
    List<String> all = new ArrayList<>();
    for (int start = 1; start <= starts; start++) {
      read(file(start, "log")).lines().filter(line -> line.contains(" ERROR ") || line.contains("Exception")).forEach(all::add);
    }
    return all;
  }

  /** Asks the API once. @throws IOException where nobody answers */
  public Reply request(String method, String path, @Nullable String body, @Nullable String idempotencyKey) throws IOException {
    Path tokenFile = datadir.resolve("admin.token");
    return request(method, path, body, idempotencyKey, Files.exists(tokenFile) ? Files.readString(tokenFile).strip() : "none");
  }

  /** Asks the API once, with that token. @throws IOException where nobody answers */
  public Reply request(String method, String path, @Nullable String body, @Nullable String idempotencyKey, String token)
      throws IOException {
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

  private Reply answer(String method, String path, @Nullable String body) {
    try {
      return request(method, path, body, null);
    } catch (IOException e) {
      throw new AssertionError(name + " " + method + " " + path + ": " + e, e);
    }
  }

  /** Asks the API of a node that must be there, and must say yes. */
  public JsonNode call(String method, String path, @Nullable String body) {
    Reply reply = answer(method, path, body);
    assertThat(reply.isOk()).as(() -> name + " " + method + " " + path + " " + body + ": " + reply).isTrue();
    return reply.body();
  }

  /** Asks for something that it must refuse. */
  public Reply refused(String method, String path, @Nullable String body) {
    Reply reply = answer(method, path, body);
    assertThat(reply.isOk()).as(() -> name + " does not refuse " + method + " " + path + " " + body + ": " + reply).isFalse();
    return reply;
  }

  public JsonNode get(String path) {
    return call("GET", path, null);
  }

  public JsonNode post(String path, ObjectNode body) {
    return call("POST", path, body.toString());
  }

  /** An empty object, to be filled and sent. */
  public static ObjectNode body() {
    return JSON.createObjectNode();
  }

  public int height() {
    return get("/v1/node").get("block_height").asInt();
  }

  public long onchainSat() {
    return get("/v1/wallet/balance").get("confirmed_sat").asLong();
  }

  public String newAddress() {
    return post("/v1/wallet/addresses", body()).get("address").asText();
  }

  public void connect(String peer, int port) {
    call("PUT", "/v1/peers/" + peer, body().put("address", "127.0.0.1:" + port).toString());
  }

  /** Whether there is a connection to that node. */
  public boolean isConnected(String peer) {
    return get("/v1/peers").get("peers").valueStream()
        .anyMatch(one -> one.get("node_id").asText().equals(peer) && one.path("connected").asBoolean());
  }

  /** Opens an announced channel. Returns its id. */
  public String open(String peer, long sat, long pushMsat) {
    var order = body().put("node_id", peer).put("amount_sat", sat).put("push_msat", pushMsat).put("announce", true);
    return post("/v1/channels", order).get("channel_id").asText();
  }

  public JsonNode channel(String channelId) {
    return get("/v1/channels/" + channelId);
  }

  public List<JsonNode> channels() {
    return get("/v1/channels").get("channels").valueStream().toList();
  }

  /** mode: mutual or force. */
  public void closeChannel(String channelId, String mode) {
    post("/v1/channels/" + channelId + "/close", body().put("mode", mode));
  }

  /** Makes an invoice: {@code payment_hash, invoice}. */
  public JsonNode invoice(long msat, String description) {
    return post("/v1/invoices", body().put("amount_msat", msat).put("description", description));
  }

  /** Pays and waits until it has succeeded or failed, or half a minute. */
  public JsonNode pay(String invoice) {
    return post("/v1/payments?wait=30s", body().put("destination", invoice));
  }
}
