package org.l2node.node.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.l2node.api.cli.CommandGroup;
import org.l2node.api.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code l2 bench}. */
@Command(name = "bench", description = "Measure this node on this machine.", synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchCommand.Pay.class, ChannelsCommand.class})
public final class BenchCommand extends CommandGroup {
  /** {@code l2 bench pay}. */
  @Command(name = "pay", description = "Payments between complete nodes over TCP on loopback, everything durable on disk.",
      sortOptions = false)
  static final class Pay extends BenchRun {
    @Option(names = "--count", paramLabel = "N", defaultValue = "2000",
        description = "Payments in each measurement; 1 to 100000. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(names = "--in-flight", paramLabel = "N", split = ",", defaultValue = "1,10,50",
        description = "Payments under way at once, with commas between; a measurement each. Default: ${DEFAULT-VALUE}.")
    List<Integer> inFlight = List.of();

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "10000",
        description = "Payments made before the measurements, with 50 under way; 0 to 100000. Default: ${DEFAULT-VALUE}.")
    int warmUp;

    @Option(names = "--hops", paramLabel = "1|2", defaultValue = "1", description = "Channels on the way. Default: ${DEFAULT-VALUE}.")
    int hops;

    @Override
    public Integer call() throws IOException, InterruptedException {
      check(count >= 1 && count <= 100_000, "--count: 1 to 100000");
      check(warmUp >= 0 && warmUp <= 100_000, "--warm-up: 0 to 100000");
      check(hops == 1 || hops == 2, "--hops: 1 or 2");
      check(!inFlight.isEmpty() && inFlight.stream().allMatch(each -> each >= 1 && each <= 450), "--in-flight: numbers from 1 to 450");
      Path data = newFolder();
      try {
        List<PayBench.Result> results = new PayBench(hops, warmUp, data).run(count, inFlight);
        print(results);
        if (json) {
          System.out.println(JsonObject.builder().put("results", results.stream().map(PayBench.Result::json).toList()).build());
        }
        return 0;
      } finally {
        delete(data);
      }
    }

    private void print(List<PayBench.Result> results) {
      System.out.printf("%d payments a row but the first, which is the first %d of a process just started; before the second row %d more,"
          + " %d under way, to warm up.%n", count, PayBench.COLD, warmUp, PayBench.WARM_UP_IN_FLIGHT);
      System.out.println("CPU is that of the process; JVM: the part of it of Java's compiler and garbage collector. By payment and node:");
      System.out.printf("%10s %5s %11s %8s %8s %7s %7s %7s %6s %13s%n", "in flight", "hops", "payments/s", "p50 ms", "p99 ms", "CPU ms",
          "JVM ms", "bytes", "syncs", "kB of objects");
      for (PayBench.Result result : results) {
        System.out.printf(Locale.ROOT, "%10s %5d %11.0f %8.2f %8.2f %7.2f %7.2f %7.0f %6.2f %13.0f%n",
            (result.cold() ? "cold " : "") + result.inFlight(), result.hops(), result.paymentsPerSecond(), result.p50Millis(),
            result.p99Millis(), result.cpuMillis(), result.jvmMillis(), result.bytes(), result.syncs(), result.allocated() / 1_000);
        result.shares().forEach((cost, share) -> System.out.printf(Locale.ROOT, "%14s %3d %% %s%n", "", share, cost));
      }
    }
  }
}
