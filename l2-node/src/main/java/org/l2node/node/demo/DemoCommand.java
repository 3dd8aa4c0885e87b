package org.l2node.node.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.json.JsonObject;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.onchain.bitcoind.BitcoindLauncher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code l2 demo}. */
@Command(name = "demo", description = "Three nodes on a chain of their own: open channels, pay across a hop, close, check every balance.",
    sortOptions = false, footer = {"", "Exit code: 0 only if every step and every balance was right."})
public final class DemoCommand implements Callable<Integer> {
  private static final List<String> NAMES = List.of("alice", "bob", "carol");

  @Option(names = "--bitcoind", paramLabel = "PATH",
      description = "The bitcoind to start; where not given, L2_BITCOIND or the one on the PATH.")
  @Nullable
  Path bitcoind;

  @Option(names = "--embedded", description = "Use the in-process regtest chain even where there is a bitcoind.")
  boolean embedded;

  @Option(names = "--json", description = "One JSON object as the last line.")
  boolean json;

  @Option(names = "--keep", description = "Leave everything running, and tell where.")
  boolean keep;

  @Spec
  @Nullable
  CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = System.out;
    Path folder = Files.createTempDirectory("l2-demo-");
    List<DemoNode> nodes = new ArrayList<>();
    try (DemoChain chain = chain(folder)) {
      out.println("base chain: " + (chain instanceof DemoChain.Embedded ? "in-process regtest chain" : "bitcoind on regtest") + ", folder "
          + folder);
      try {
        chain.mine(1, Demo.throwAwayAddress());
        for (String name : NAMES) {
          nodes.add(DemoNode.start(name, folder.resolve(name), chain.connect(), 30, ChannelPolicy.MOST_WITHOUT_LARGE));
        }
        JsonObject result = new Demo(chain, nodes, out).run();
        if (keep) {
          tellWhere(chain, nodes, out);
        }
        if (json) {
          out.println(result);
        }
        out.flush();
        if (keep) {
          new CountDownLatch(1).await();
        }
        return 0;
      } catch (DemoFailure failure) {
        System.err.println("demo failed: " + failure.getMessage());
        if (json) {
          out.println(
              JsonObject.builder().put("ok", false).put("chain", chain.name()).put("error", String.valueOf(failure.getMessage())).build());
        }
        return 1;
      } finally {
        nodes.reversed().forEach(DemoNode::close);
      }
    } finally {
      delete(folder);
    }
  }

  private DemoChain chain(Path folder) throws IOException {
    wrong(System.getenv("L2_BITCOIND")).ifPresent(text -> {
      CommandSpec filled = spec;
      throw filled == null ? new IllegalArgumentException(text) : new ParameterException(filled.commandLine(), text);
    });
    if (embedded) {
      return new DemoChain.Embedded();
    }
    Path named = bitcoind;
    Optional<Path> binary = named != null ? Optional.of(named) : BitcoindLauncher.find();
    return binary.isPresent() ? new DemoChain.Bitcoind(binary.get(), folder.resolve("bitcoind")) : new DemoChain.Embedded();
  }

  /**
   * What is wrong with the choice of the chain; empty where nothing is.
   *
   * @param inEnvironment what L2_BITCOIND says, if it is set
   */
  Optional<String> wrong(@Nullable String inEnvironment) {
    Path named = bitcoind;
    if (embedded) {
      return named == null ? Optional.empty() : Optional.of("--embedded and --bitcoind exclude each other.");
    }
    if (named != null) {
      return isProgram(named) ? Optional.empty() : Optional.of("--bitcoind: " + named + " is not a program.");
    }
    return inEnvironment == null || inEnvironment.isBlank() || isProgram(Path.of(inEnvironment))
        ? Optional.empty()
        : Optional.of("L2_BITCOIND: " + inEnvironment + " is not a program.");
  }

  private static boolean isProgram(Path file) {
    return Files.isExecutable(file) && !Files.isDirectory(file);
  }

  private static void tellWhere(DemoChain chain, List<DemoNode> nodes, PrintStream out) throws IOException {
    for (DemoNode node : nodes) {
      out.printf("%s: API http://%s, token %s, --datadir %s%n", node.name(), ApiAddress.text(node.node().apiAddress()),
          AdminToken.read(node.datadir()).secretText(), node.datadir());
    }
    if (!chain.howToMine().isEmpty()) {
      out.println(chain.howToMine());
    }
    out.println("running until this is interrupted (Ctrl-C); the folder stays");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
