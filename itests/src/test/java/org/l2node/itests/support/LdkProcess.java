package org.l2node.itests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An LDK node, another implementation, as a process: itests/peers/ldk/ldkpeer.mjs run by Node, and its control port. It watches the chain
 * by polling and never dials by itself. Whatever goes wrong is an {@link AssertionError} with what it said.
 */
public final class LdkProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String name;
  private final Path folder;
  private final Path log;
  private final List<String> command;
  private final int peerPort = Ports.free();
  private final int controlPort = Ports.free();
  private final Thread atExit = new Thread(this::killQuietly);
  private @Nullable Process process;
  private String nodeId = "";

  private LdkProcess(String name, Path directory, BitcoindProcess bitcoind, Path folder, boolean trusts) {
    this.name = name;
    this.folder = folder;
    this.log = directory.resolve(name + ".log");
    String rpc;
    try {
      rpc = "http://" + Files.readString(bitcoind.cookieFile()).strip() + "@127.0.0.1:" + bitcoind.config().url().getPort();
    } catch (IOException e) {
      throw new AssertionError("no cookie of bitcoind", e);
    }
    this.command = List.of("node", "ldkpeer.mjs", "--p2p", String.valueOf(peerPort), "--http", String.valueOf(controlPort), "--rpc", rpc,
        "--data", directory.resolve(name).toString(), "--zeroconf", trusts ? "1" : "0");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts one that is at bitcoind's tip; where Node, or LDK's packages, are missing, the test is skipped and says so. */
  public static LdkProcess startOrSkip(String name, Path directory, BitcoindProcess bitcoind) {
    return startOrSkip(name, directory, bitcoind, false);
  }

  /** As above; {@code trusts}: it uses every channel that it is opened before that is confirmed. */
  public static LdkProcess startOrSkip(String name, Path directory, BitcoindProcess bitcoind, boolean trusts) {
    assumeTrue(isOnPath("node"), "skipped: no Node");
    Path folder = folder();
    assumeTrue(Files.isRegularFile(folder.resolve("ldkpeer.mjs")), "skipped: no LDK (itests/bin/install-ldk brings it)");
    LdkProcess ldk = new LdkProcess(name, directory, bitcoind, folder, trusts);
    ldk.start();
    return ldk;
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    for (String one : (path == null ? "" : path).split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(one.isEmpty() ? "." : one, program))) {
        return true;
      }
    }
    return false;
  }

  private static Path folder() {
    String named = System.getenv("L2_LDK");
    return named == null || named.isBlank() ? Path.of(".peers", "ldk").toAbsolutePath() : Path.of(named);
  }

  /** Starts it, again if it was stopped, on its data; nobody is connected to it then. */
  public void start() {
    try {
      var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new AssertionError(name + " cannot be started: " + e, e);
    }
    await(name + " answers").atMost(START_LIMIT).pollInterval(POLL).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
      assertThat(isAlive()).as("%s runs; its log:%n%s", name, Files.readString(log)).isTrue();
      nodeId = exchange("info", JSON.createObjectNode()).path("result").path("id").asText();
      return !nodeId.isEmpty();
    });
  }

  /** In hex. */
  public String nodeId() {
    return nodeId;
  }

  public int peerPort() {
    return peerPort;
  }

  private boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  private JsonNode exchange(String method, ObjectNode body) throws IOException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPort + "/" + method)).timeout(ANSWER_LIMIT)
        .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build();
    try {
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An empty object, to be filled with what a method wants. */
  public static ObjectNode with() {
    return JSON.createObjectNode();
  }

  /** Calls a method of its control port. Returns its result. */
  public JsonNode call(String method, ObjectNode parameters) {
    JsonNode answer;
    try {
      answer = exchange(method, parameters);
    } catch (IOException e) {
      throw new AssertionError(name + " " + method + ": " + e, e);
    }
    if (answer.has("error")) {
      throw new AssertionError(name + " " + method + ": " + answer.get("error").asText() + "\n" + call("log", with().put("n", 20)));
    }
    return answer.get("result");
  }

  public JsonNode call(String method) {
    return call(method, with());
  }

  /** Reads bitcoind's blocks now. Returns its height. */
  public int sync() {
    return call("sync").asInt();
  }

  public void connect(String peer, int port) {
    call("connect", with().put("id", peer).put("host", "127.0.0.1").put("port", port));
  }

  public boolean isConnected(String peer) {
    for (JsonNode one : call("info").get("peers")) {
      if (one.get("id").asText().equals(peer)) {
        return true;
      }
    }
    return false;
  }

  /** Opens an announced channel, paid by its wallet at bitcoind. */
  public void open(String peer, long sat, long pushMsat) {
    call("open", with().put("id", peer).put("sat", sat).put("push_msat", pushMsat).put("announce", true));
  }

  public List<JsonNode> channels() {
    List<JsonNode> all = new ArrayList<>();
    call("channels").forEach(all::add);
    return all;
  }

  /** Whether payments can go through its channel of that id now. */
  public boolean isUsable(String channelId) {
    return channels().stream().anyMatch(one -> one.get("channel_id").asText().equals(channelId) && truth(one.get("usable")));
  }

  private static boolean truth(JsonNode node) {
    return node.isBoolean() ? node.asBoolean() : node.asInt() != 0;
  }

  /** Its graph's channels, as numbers. */
  public List<Long> graphChannels() {
    List<Long> all = new ArrayList<>();
    call("info").get("graph").get("channels").forEach(one -> all.add(one.asLong()));
    return all;
  }

  /** An invoice's text. */
  public String invoice(long msat) {
    return call("invoice", with().put("msat", msat).put("desc", "a test")).asText();
  }

  /** An invoice for that payment hash, whose payment it holds until {@link #settle}, or until it is started again. */
  public String holdInvoice(long msat, String hash) {
    return call("invoice", with().put("msat", msat).put("desc", "a test").put("hash", hash)).asText();
  }

  /** Takes the payment that it holds. */
  public void settle(String preimage) {
    call("settle", with().put("preimage", preimage));
  }

  /** Starts to pay, as long as it finds a way. Returns the payment hash. */
  public String pay(String invoice) {
    return call("pay", with().put("invoice", invoice)).get("hash").asText();
  }

  /** Its events of that type since it was started. */
  public List<JsonNode> events(String type) {
    List<JsonNode> all = new ArrayList<>();
    call("events").forEach(all::add);
    return all.stream().filter(one -> one.get("type").asText().equals(type)).toList();
  }

  public void closeChannel(String channelId, boolean force) {
    call("close", with().put("channel_id", channelId).put("force", force));
  }

  /** Ends it in order; {@link #start} starts it again on the same data. */
  public void stop() {
    call("stop");
    try {
      Process running = process;
      if (running != null && !running.waitFor(30, TimeUnit.SECONDS)) {
        running.destroyForcibly();
        throw new AssertionError(name + " does not end");
      }
    } catch (InterruptedException e) {
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
    killQuietly();
    http.shutdownNow();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
