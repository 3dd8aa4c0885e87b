package org.l2node.node.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code l2 bench channels}. */
@Command(name = "channels", sortOptions = false,
    description = "Channels at rest: the memory that they take, and how long a start takes until all can be used.")
final class ChannelsCommand extends BenchRun {
  @Option(names = "--count", paramLabel = "N", defaultValue = "1000", description = "Channels; 1 to 10000. Default: ${DEFAULT-VALUE}.")
  int count;

  @Option(names = "--peers", paramLabel = "N", defaultValue = "1",
      description = "Nodes that the hub has them with, in turn; 1 to 50. Default: ${DEFAULT-VALUE}.")
  int peers;

  @Option(names = "--private", description = "Channels that are not announced.")
  boolean unannounced;

  @Override
  public Integer call() throws IOException {
    check(count >= 1 && count <= 10_000, "--count: 1 to 10000");
    check(peers >= 1 && peers <= 50, "--peers: 1 to 50");
    Path data = newFolder();
    try {
      print(new ChannelsBench(count, peers, !unannounced, data).run());
      return 0;
    } finally {
      delete(data);
    }
  }

  private void print(ChannelsBench.Result result) {
    System.out.printf("%9s %6s %8s %14s %18s %8s %9s %11s%n", "channels", "peers", "open s", "heap/side kB", "after restart kB", "start s",
        "active s", "start CPU s");
    System.out.printf(Locale.ROOT, "%9d %6d %8.1f %14.1f %18.1f %8.2f %9.2f %11.2f%n", result.channels(), result.peers(),
        result.openSeconds(), result.heapPerSide() / 1e3, result.heapPerSideAfter() / 1e3, result.startSeconds(),
        result.activeSeconds(), result.cpuSeconds());
    result.shares().forEach((cost, share) -> System.out.printf(Locale.ROOT, "%14s %3d %% %s%n", "", share, cost));
    if (json) {
      System.out.println(result.json());
    }
  }
}
