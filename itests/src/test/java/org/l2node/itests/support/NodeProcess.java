package org.l2node.itests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.cli.ApiClient;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;
import org.l2node.onchain.bitcoind.BitcoindConfig;

/**
 * A node of this project as a process of its own, started by {@code ./l2 start} with bitcoind behind it, on ports that stay the same
 * through {@link #restart}; and a client of its API. Whatever goes wrong is an {@link AssertionError} with what it said.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Path LAUNCHER = Path.of("..", "l2").toAbsolutePath().normalize();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String alias;
  private final Path datadir;
  private final Path log;
  private final Thread atExit = new Thread(this::killQuietly);
  private final List<String> command;
  private final int peerPort;
  private @Nullable Process process;
  private @Nullable ApiClient client;
  private String nodeId = "";

  private NodeProcess(String alias, Path directory, BitcoindConfig bitcoind, Path cookie, List<String> more) {
    this.alias = alias;
    this.datadir = directory.resolve(alias);
    this.log = directory.resolve(alias + ".log");
    this.peerPort = Ports.free();
    this.command = new ArrayList<>(List.of(LAUNCHER.toString(), "start", "--datadir", datadir.toString(), "--network", "regtest",
        "--bitcoind-url", bitcoind.url().toString(), "--bitcoind-cookie", cookie.toString(), "--listen", "127.0.0.1:" + peerPort,
        "--announce", "127.0.0.1:" + peerPort, "--api", "127.0.0.1:" + Ports.free(), "--alias", alias, "--insecure-plaintext-seed"));
    String zmq = bitcoind.zmqBlockAddress();
    if (zmq != null) {
      command.addAll(List.of("--bitcoind-zmq", zmq));
    }
    command.addAll(more);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one and waits until it is synced to bitcoind's tip.
   *
   * @param directory gets its data directory and its log, both named by the alias
   * @param more flags of {@code l2 start}
   */
  public static NodeProcess start(String alias, Path directory, BitcoindProcess bitcoind, String... more) {
    NodeProcess node = new NodeProcess(alias, directory, bitcoind.config(), bitcoind.cookieFile(), List.of(more));
    node.launch();
    return node;
  }

  private void launch() {
    try {
      Files.deleteIfExists(datadir.resolve(ApiAddress.FILE_NAME)); // a killed node leaves it behind
      var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().put("L2_NO_BUILD", "1"); // the launcher becomes Java: the process is the node's own
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new AssertionError(alias + " cannot be started: " + e, e);
    }
    await(alias + " is synced").atMost(START_LIMIT).pollInterval(POLL).until(() -> {
      assertThat(isAlive()).as("%s runs; its log:%n%s", alias, log()).isTrue();
      return isSynced();
    });
    nodeId = get("/node").get("node_id").asText();
  }

  private boolean isSynced() {
    try {
      client = ApiClient.of(datadir);
      return get("/node").get("synced_to_chain").asBoolean();
    } catch (RuntimeException _) { // no address yet, or nobody listens yet
      return false;
    }
  }

  public String alias() {
    return alias;
  }

  /** In hex. */
  public String nodeId() {
    return nodeId;
  }

  /** Where its peers connect, on 127.0.0.1. */
  public int peerPort() {
    return peerPort;
  }

  public Path datadir() {
    return datadir;
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** What one request got. */
  public record Reply(int status, JsonNode body) {}

  /**
   * Sends a request to {@code /v1} and the path.
   *
   * @param body null for none
   */
  public Reply send(String method, String path, @Nullable ObjectNode body) {
    ApiClient api = client;
    if (api == null) {
      throw new IllegalStateException(alias + " was never started");
    }
    try {
      JsonObject sent = body == null ? null : JsonText.readObject(body.toString().getBytes(StandardCharsets.UTF_8));
      ApiClient.Reply reply = api.send(method, "/v1" + path, sent);
      return new Reply(reply.status(), JSON.readTree(reply.text().isEmpty() ? "{}" : reply.text()));
    } catch (JsonText.Malformed | JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  public JsonNode get(String path) {
    return good("GET", path, null);
  }

  /** An empty object, to be filled and sent. */
  public static ObjectNode body() {
    return JSON.createObjectNode();
  }

  public JsonNode post(String path, ObjectNode body) {
    return good("POST", path, body);
  }

  public JsonNode put(String path, ObjectNode body) {
    return good("PUT", path, body);
  }

  private JsonNode good(String method, String path, @Nullable ObjectNode body) {
    Reply reply = send(method, path, body);
    if (reply.status() >= 400) {
      throw new AssertionError("%s: %s /v1%s %s: %d %s".formatted(alias, method, path, body, reply.status(), reply.body()));
    }
    return reply.body();
  }

  public int height() {
    return get("/node").get("block_height").asInt();
  }

  public long onchainSat() {
    return get("/wallet/balance").get("confirmed_sat").asLong();
  }

  public String newAddress() {
    return post("/wallet/addresses", body()).get("address").asText();
  }

  public void connect(String peer, int port) {
    put("/peers/" + peer, body().put("address", "127.0.0.1:" + port));
  }

  /** Whether there is a connection to that node. */
  public boolean isConnected(String peer) {
    for (JsonNode one : items(get("/peers"), "peers")) {
      if (one.get("node_id").asText().equals(peer)) {
        return one.path("connected").asBoolean();
      }
    }
    return false;
  }

  /** Opens an announced channel. Returns its id. */
  public String open(String peer, long sat, long pushMsat) {
    var order = body().put("node_id", peer).put("amount_sat", sat).put("push_msat", pushMsat).put("announce", true);
    return post("/channels", order).get("channel_id").asText();
  }

  public JsonNode channel(String channelId) {
    return get("/channels/" + channelId);
  }

  public List<JsonNode> channels() {
    return items(get("/channels"), "channels");
  }

  /** mode: mutual or force. */
  public void closeChannel(String channelId, String mode) {
    post("/channels/" + channelId + "/close", body().put("mode", mode));
  }

  /** Makes an invoice: {@code payment_hash, invoice}. */
  public JsonNode invoice(long msat, String description) {
    return post("/invoices", body().put("amount_msat", msat).put("description", description));
  }

  /** Pays and waits until it has succeeded or failed, or half a minute. */
  public JsonNode pay(String invoice) {
    return post("/payments?wait=30s", body().put("destination", invoice));
  }

  private static List<JsonNode> items(JsonNode page, String name) {
    List<JsonNode> all = new ArrayList<>();
    (page.isArray() ? page : page.get(name)).forEach(all::add);
    return all;
  }

  /** What it has said since its first start. */
  public String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The log's lines of level ERROR, and exceptions nobody caught. */
  public List<String> errors() {
    return log().lines().filter(line -> line.contains(" ERROR ") || line.startsWith("Exception in thread")).toList();
  }

  /** Ends it in order; {@link #restart} starts it again. */
  public void stop() {
    end(false);
  }

  /** Kills it with SIGKILL. */
  public void kill() {
    end(true);
  }

  /** Starts it again on the same data directory and ports, and waits until it is synced. */
  public void restart() {
    if (isAlive()) {
      throw new IllegalStateException(alias + " runs");
    }
    launch();
  }

  private void end(boolean kill) {
    Process running = process;
    if (running == null) {
      return;
    }
    try {
      if (kill) {
        running.destroyForcibly();
      } else {
        running.destroy();
      }
      if (!running.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        running.destroyForcibly();
        throw new AssertionError(alias + " does not end");
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void killQuietly() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      stop();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
