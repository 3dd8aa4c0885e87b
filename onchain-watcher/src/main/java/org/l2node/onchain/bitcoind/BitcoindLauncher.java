package org.l2node.onchain.bitcoind;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.Network;

/**
 * A private bitcoind on regtest, in a directory and on ports of its own, for the demo and for tests: started here, and stopped here at the
 * latest when this process ends. Not for real money.
 */
public final class BitcoindLauncher implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Path binary;
  private final Path directory;
  private final int rpcPort;
  private final int zmqPort;
  private final Process process;
  private final Thread atExit;
  private final HttpTransport transport;
  private final JsonRpc rpc;

  private BitcoindLauncher(Path binary, Path directory, int rpcPort, int zmqPort, Process process) {
    this.binary = binary;
    this.directory = directory;
    this.rpcPort = rpcPort;
    this.zmqPort = zmqPort;
    this.process = process;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
    BitcoindConfig config = config();
    this.transport = new HttpTransport(config.url(), config.credentials(), config.timeout());
    this.rpc = new JsonRpc(transport);
  }

  /** Where bitcoind is: what the environment variable L2_BITCOIND names, else the one on the PATH. */
  public static Optional<Path> find() {
    String named = System.getenv("L2_BITCOIND");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(java.io.File.pathSeparator)) {
      Path file = Path.of(folder.isEmpty() ? "." : folder, "bitcoind");
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param directory its data directory, made if need be; one that was used before is gone on with
   * @throws IOException if it cannot be started, or does not answer within a minute; the message is for people
   */
  public static BitcoindLauncher start(Path binary, Path directory) throws IOException {
    return start(binary, directory, freePort(), freePort());
  }

  private static BitcoindLauncher start(Path binary, Path directory, int rpcPort, int zmqPort) throws IOException {
    Files.createDirectories(directory);
    Path log = directory.resolve("bitcoind.out");
    List<String> command = new ArrayList<>(
        List.of(binary.toString(), "-regtest", "-datadir=" + directory.toAbsolutePath(), "-server=1", "-daemon=0",
            "-listen=0", "-dnsseed=0", "-fixedseeds=0", "-connect=0", "-rpcbind=127.0.0.1", "-rpcallowip=127.0.0.1", "-rpcport=" + rpcPort,
            "-fallbackfee=0.00001", "-keypool=10", "-unsafesqlitesync=1",
            "-zmqpubhashblock=tcp://127.0.0.1:" + zmqPort, "-printtoconsole=0", "-shrinkdebugfile=1"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
    BitcoindLauncher launcher = new BitcoindLauncher(binary, directory, rpcPort, zmqPort, process);
    launcher.awaitReady(log);
    return launcher;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Path log) throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    String last = "";
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        rpc.call("getblockchaininfo");
        return;
      } catch (ChainUnreachableException | RpcErrorException e) {
        last = String.valueOf(e.getMessage());
      }
      pause();
    }
    String said = Files.exists(log) ? Files.readString(log).strip() : "";
    kill();
    throw new IOException(
        "bitcoind (" + binary + ") does not run: " + (said.isEmpty() ? last : said.lines().reduce((_, line) -> line).orElse(last)));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** How to talk to it; valid also for its next start, see {@link #restart}. */
  public BitcoindConfig config() {
    URI url = URI.create("http://127.0.0.1:" + rpcPort);
    return new BitcoindConfig(url, new RpcCredentials.Cookie(cookieFile()), BitcoindConfig.DEFAULT_TIMEOUT, "tcp://127.0.0.1:" + zmqPort);
  }

  /** The file with its password. */
  public Path cookieFile() {
    return directory.resolve("regtest").resolve(".cookie");
  }

  /** A fresh connection to it. The caller closes it. */
  public BitcoindChain connect() {
    return BitcoindChain.connect(Network.REGTEST, config());
  }

  /** Calls any method of its RPC. */
  public JsonNode call(String method, Object... params) throws ChainUnreachableException, RpcErrorException {
    return rpc.call(method, params);
  }

  /**
   * Makes blocks of what waits in its mempool.
   *
   * @param count 1 to 1,000
   * @param address whom the rewards go to
   * @return the blocks' hashes
   */
  public List<String> mine(int count, String address) throws ChainUnreachableException, RpcErrorException {
    List<String> hashes = new ArrayList<>();
    rpc.call("generatetoaddress", count, address).forEach(hash -> hashes.add(hash.asText()));
    return hashes;
  }

  /** Starts it again after {@link #stop} or {@link #kill}, with the same directory and ports. */
  public BitcoindLauncher restart() throws IOException {
    return start(binary, directory, rpcPort, zmqPort);
  }

  /** Asks it to stop and waits until it has; kills it if it does not. */
  public void stop() {
    try {
      rpc.call("stop");
    } catch (ChainUnreachableException | RpcErrorException _) { // it may have ended by itself
    }
    end(STOP_LIMIT);
  }

  /** Kills it, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    end(STOP_LIMIT);
  }

  private void end(Duration limit) {
    transport.close(); // bitcoind waits for open connections before it ends
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) { // the process is ending: the hook runs anyway
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
