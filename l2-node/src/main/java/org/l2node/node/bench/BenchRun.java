package org.l2node.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all measurements have in common: where the nodes keep their data meanwhile, and how a wrong option is refused. */
abstract class BenchRun implements Callable<Integer> {
  // Shown behind those of the measurement itself.
  @Option(names = "--folder", paramLabel = "DIR", order = 10,
      description = "Where the nodes keep their data: the disk that is measured. Default: the system's temporary folder.")
  @Nullable
  Path folder;

  @Option(names = "--json", order = 11, description = "One JSON object as the last line.")
  boolean json;

  @Spec
  @Nullable
  CommandSpec spec;

  /** An empty folder for one run. */
  final Path newFolder() throws IOException {
    Path parent = folder;
    return parent == null ? Files.createTempDirectory("l2-bench-") : Files.createTempDirectory(parent, "l2-bench-");
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Refuses an option's value. */
  final void check(boolean holds, String otherwise) {
    CommandSpec filled = spec;
    if (!holds) {
      throw filled == null
          ? new IllegalArgumentException(otherwise)
          : new ParameterException(filled.commandLine(), "Invalid value for " + otherwise + ".");
    }
  }
}
