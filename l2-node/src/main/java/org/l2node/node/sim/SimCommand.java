package org.l2node.node.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code l2 sim}. */
@Command(name = "sim", description = "Simulate networks of this node, from seeds: crashes, broken connections, lies, reorganisations.",
    sortOptions = false)
public final class SimCommand implements Callable<Integer> {
  @Option(names = "--seeds", paramLabel = "COUNT", defaultValue = "100", description = "How many runs. Default: ${DEFAULT-VALUE}.")
  int seeds;

  @Option(names = "--seed", paramLabel = "FIRST", defaultValue = "1", description = "The first seed. Default: ${DEFAULT-VALUE}.")
  long first;

  @Option(names = "--trace", description = "Print every step.")
  boolean trace;

  @Spec
  @Nullable
  CommandSpec spec;

  @Override
  public Integer call() {
    if (seeds < 1) {
      CommandSpec filled = spec;
      String text = "Invalid --seeds: it must be 1 at least.";
      throw filled == null ? new IllegalArgumentException(text) : new ParameterException(filled.commandLine(), text);
    }
    Totals totals = new Totals();
    List<Long> broken = new ArrayList<>();
    long started = System.nanoTime();
    for (long seed = first; seed < first + seeds; seed++) {
      Simulation.Result result = Simulation.run(seed, trace ? System.out::println : _ -> {});
      totals.add(result);
      if (!result.held()) {
        broken.add(seed);
        report(result);
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (trace) {
      System.out.println("trace " + totals.lastHash());
    }
    System.out
        .println(String.format(Locale.ROOT, "%s, %d broken%s, %.1f s", totals.text(), broken.size(), broken.isEmpty() ? "" : " " + broken,
            seconds));
    return broken.isEmpty() ? 0 : 1;
  }

  private void report(Simulation.Result result) {
    if (!trace) {
      result.lastLines().forEach(System.out::println);
    }
    System.out.println("seed " + result.seed() + ": " + result.violation());
    result.cause().ifPresent(cause -> {
      java.io.StringWriter text = new java.io.StringWriter();
      cause.printStackTrace(new java.io.PrintWriter(text));
      text.toString().lines().limit(30).forEach(System.out::println);
    });
    System.out.println("to replay: ./l2 sim --seeds 1 --seed " + result.seed() + " --trace");
  }
}
