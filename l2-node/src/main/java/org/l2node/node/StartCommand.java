package org.l2node.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.cli.ExitCode;
import org.l2node.node.config.ConfigException;
import org.l2node.node.config.NodeConfig;
import org.l2node.node.config.Setting;
import org.l2node.node.config.Settings;
import org.l2node.node.storage.DataDirectory;
import org.l2node.onchain.bitcoind.BitcoindChain;
import org.l2node.onchain.bitcoind.BitcoindConfig;
import org.l2node.onchain.bitcoind.RpcCredentials;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code l2 start}: runs a node until it is told to stop. */
@Command(name = "start", sortOptions = false, description = {"Run a node on a Bitcoin full node, until it is told to stop.",
    "What is marked * must be given, here or in the file that --config names."},
    footer = {"", "Example:",
        "  l2 start --datadir ~/.l2node --network signet \\",
        "    --bitcoind-url http://127.0.0.1:38332 \\",
        "    --bitcoind-cookie ~/.bitcoin/signet/.cookie \\",
        "    --password-file ~/l2-password", "",
        "A second node on the same machine needs a --datadir, --listen and --api of its own.", "",
        "Exit code: 0 stopped as told, 1 it cannot run, 2 a setting is wrong."})
final class StartCommand implements Callable<Integer> {
  @Option(names = "--datadir", paramLabel = "DIR", description = "* Folder that holds the node: seed, database, token.")
  @Nullable
  String datadir;

  @Option(names = "--network", paramLabel = "NAME", description = "* regtest, signet, testnet4 or mainnet.")
  @Nullable
  String network;

  @Option(names = "--bitcoind-url", paramLabel = "URL",
      description = "* bitcoind's RPC: http://host:port; user:password@ before the host where there is no cookie.")
  @Nullable
  String bitcoindUrl;

  @Option(names = "--bitcoind-cookie", paramLabel = "FILE", description = "* bitcoind's cookie file, where the URL has no user.")
  @Nullable
  String bitcoindCookie;

  @Option(names = "--bitcoind-zmq", paramLabel = "URL",
      description = "bitcoind's zmqpubhashblock, tcp://host:port: learns of blocks at once.")
  @Nullable
  String bitcoindZmq;

  @Option(names = "--listen", paramLabel = "HOST:PORT",
      description = "Where peers connect; port 0 for any. Default: 127.0.0.1:9735.")
  @Nullable
  String listen;

  @Option(names = "--announce", paramLabel = "HOST:PORT", description = "Where to tell the network to connect. Default: it is not told.")
  @Nullable
  String announce;

  @Option(names = "--api", paramLabel = "HOST:PORT",
      description = "The HTTP API, on loopback; port 0 for any. Default: 127.0.0.1:8735.")
  @Nullable
  String api;

  @Option(names = "--alias", paramLabel = "NAME", description = "Name to announce, at most 32 bytes. Default: none.")
  @Nullable
  String alias;

  @Option(names = "--password-file", paramLabel = "FILE",
      description = "* File whose first line is the password that opens the seed; or the next one.")
  @Nullable
  String passwordFile;

  @Option(names = "--insecure-plaintext-seed",
      description = "Keep the seed in plain text: whoever reads the disk has the money. For trials.")
  boolean insecurePlaintextSeed;

  @Option(names = "--config", paramLabel = "FILE",
      description = "File of lines key = value; a flag counts before it. Keys: the flags' names with _ for -, and min_channel_sat, "
          + "max_channel_sat, accept_channels, allow_peers, deny_peers, zeroconf_peers, upfront_shutdown_script, min_depth, "
          + "max_accepted_htlcs, fee_base_msat, fee_ppm, cltv_expiry_delta, log_level.")
  @Nullable
  Path config;

  @Spec
  @Nullable
  CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      Settings settings = settings();
      requireAll(settings);
      NodeConfig nodeConfig = NodeConfig.of(settings);
      BitcoindConfig bitcoind = bitcoind(settings);
      String level = logLevel(settings);
      DataDirectory.prepare(nodeConfig.datadir());
      logTo(nodeConfig.datadir(), level);
      run(nodeConfig, bitcoind);
      return ExitCode.OK;
    } catch (ConfigException e) {
      return wrongSetting(e);
    }
  }

  private int wrongSetting(ConfigException e) {
    CommandSpec filled = spec;
    if (filled == null) {
      throw new IllegalStateException("not run by picocli", e);
    }
    PrintWriter err = filled.commandLine().getErr();
    err.println("error: " + e.getMessage());
    err.println("\"l2 start --help\" tells more.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static void run(NodeConfig config, BitcoindConfig bitcoind) throws IOException, InterruptedException {
    if (config.network() == Network.MAINNET) {
      System.err
          .println("l2: mainnet: this version does not punish a peer that publishes a revoked commitment and does not claim HTLCs on the "
              + "chain: do not put more into channels than you can lose");
    }
    try (BitcoindChain source = BitcoindChain.connect(config.network(), bitcoind)) {
      checkNetwork(source);
      L2Node node = L2Node.start(config, source, seed -> tellNewSeed(seed, config.seedPassword() == null));
      Thread atExit = new Thread(node::close, "shutdown");
      Runtime.getRuntime().addShutdownHook(atExit);
      System.out.println("node " + node.nodeId());
      System.out.println("peers " + ApiAddress.text(node.peerAddress()));
      System.out.println("api http://" + ApiAddress.text(node.apiAddress()));
      System.out.flush();
      node.awaitClosed();
    }
  }

  /** At once, whatever becomes of the rest of the start: the next one has nothing new to tell. */
  private static void tellNewSeed(Path seed, boolean plain) {
    System.out.println("new seed " + seed + (plain
        ? ", in plain text: whoever reads it has the money"
        : ", sealed with your password: copy it to a safe place, and keep the password elsewhere"));
    System.out.flush();
  }

  /**
   * A full node that does not answer is waited for, one of another network never becomes the right one: addresses that are given out would
   * be paid to on a chain that this node does not see.
   *
   * @throws ConfigException if it is on another network
   */
  static void checkNetwork(ChainSource source) {
    try {
      source.check();
    } catch (ChainUnreachableException e) {
      if (e.problem() == ChainUnreachableException.Problem.WRONG_NETWORK) {
        throw new ConfigException(e.getMessage() + ": --network and --bitcoind-url do not belong together");
      }
      // The chain's follower meets it too, says so and asks again.
    }
  }

  private Settings settings() {
    Settings flags = new Settings();
    put(flags, Setting.DATADIR, datadir);
    put(flags, Setting.NETWORK, network);
    put(flags, Setting.BITCOIND_URL, bitcoindUrl);
    put(flags, Setting.BITCOIND_COOKIE, bitcoindCookie);
    put(flags, Setting.BITCOIND_ZMQ, bitcoindZmq);
    put(flags, Setting.LISTEN, listen);
    put(flags, Setting.ANNOUNCE, announce);
    put(flags, Setting.API, api);
    put(flags, Setting.ALIAS, alias);
    put(flags, Setting.PASSWORD_FILE, passwordFile);
    if (insecurePlaintextSeed) {
      flags.flag(Setting.INSECURE_PLAINTEXT_SEED, "true");
    }
    Path file = config;
    return file == null ? flags : Settings.ofFile(file).overriddenBy(flags);
  }

  private static void put(Settings settings, Setting setting, @Nullable String value) {
    if (value != null) {
      settings.flag(setting, value);
    }
  }

  /** Names all that is missing at once. */
  private static void requireAll(Settings settings) {
    List<String> missing = new ArrayList<>();
    for (Setting setting : List.of(Setting.DATADIR, Setting.NETWORK, Setting.BITCOIND_URL)) {
      if (settings.get(setting).isEmpty()) {
        missing.add(setting.flag());
      }
    }
    if (settings.get(Setting.BITCOIND_COOKIE).isEmpty() && !settings.get(Setting.BITCOIND_URL).orElse("").contains("@")) {
      missing.add(Setting.BITCOIND_COOKIE.flag() + " (or a user in the URL)");
    }
    if (settings.get(Setting.PASSWORD_FILE).isEmpty() && !settings.yes(Setting.INSECURE_PLAINTEXT_SEED)) {
      missing.add(Setting.PASSWORD_FILE.flag() + " (or " + Setting.INSECURE_PLAINTEXT_SEED.flag() + ")");
    }
    if (missing.size() > 1) {
      throw new ConfigException("these are missing: " + String.join(", ", missing));
    }
  }

  static BitcoindConfig bitcoind(Settings settings) {
    String url = settings.require(Setting.BITCOIND_URL);
    Optional<RpcCredentials> cookie = settings.get(Setting.BITCOIND_COOKIE).map(file -> new RpcCredentials.Cookie(Path.of(file)));
    try {
      if (cookie.isPresent() && url.contains("@")) {
        throw new ConfigException(settings.name(Setting.BITCOIND_URL) + " has a user and " + settings.name(Setting.BITCOIND_COOKIE)
            + " is set: one of the two is enough");
      }
      return BitcoindConfig.parse(url, cookie.orElse(null), settings.get(Setting.BITCOIND_ZMQ).orElse(null));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("bitcoind: " + e.getMessage());
    }
  }

  private static String logLevel(Settings settings) {
    String level = settings.get(Setting.LOG_LEVEL).orElse("info");
    if (!Set.of("error", "warn", "info", "debug").contains(level)) {
      throw new ConfigException(settings.name(Setting.LOG_LEVEL) + ": needs error, warn, info or debug");
    }
    return level;
  }

  /** To be called before the first logger is made. */
  private static void logTo(Path datadir, String level) {
    System.setProperty("l2.log.level", level.toUpperCase(Locale.ROOT));
    System.setProperty("l2.log.folder", datadir.resolve("logs").toString());
    System.setProperty("logback.configurationFile", "logback-node.xml");
  }
}
