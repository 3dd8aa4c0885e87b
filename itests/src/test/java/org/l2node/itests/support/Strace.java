package org.l2node.itests.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A {@code strace} that is attached to a running process and all its threads, until one of the two ends. */
public final class Strace implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  // Columns of /proc/net/tcp.
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String ESTABLISHED = "01";

  private final Process process;
  private final Path calls;
  private final Path said;

  private Strace(Process process, Path calls, Path said) {
    this.process = process;
    this.calls = calls;
    this.said = said;
  }

  /** Skips the test, and says why, where there is no strace or no process may be traced. */
  public static void requireOrSkip(Path folder) {
    try {
      Process sleeper = new ProcessBuilder("sleep", "30").start();
      try (Strace trial = run(folder.resolve("trial"), sleeper.pid(), List.of("-e", "trace=write"))) {
        assumeTrue(trial.attached(), () -> "skipped: strace may not trace processes here: " + read(trial.said));
      } finally {
        sleeper.destroyForcibly();
      }
    } catch (IOException e) {
      assumeTrue(false, "skipped: there is no strace: " + e.getMessage());
    }
  }

  /**
   * Writes the calls down with the paths of their files.
   *
   * @param file new, gets a line for each call
   */
  public static Strace record(Path file, long pid, List<String> calls) {
    return attach(file, pid, List.of("-y", "-e", "trace=" + String.join(",", calls)));
  }

  /**
   * SIGKILL for the process just before the {@code nth} such call of one of its threads.
   *
   * @param file new, gets a line for each call
   * @param paths of files that count, or {@code socket:[inode]}
   */
  public static Strace kill(Path file, long pid, List<String> paths, String call, int nth) {
    List<String> flags = new ArrayList<>(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":signal=SIGKILL:when=" + nth));
    paths.forEach(path -> flags.addAll(List.of("-P", path)));
    return attach(file, pid, flags);
  }

  private static Strace attach(Path file, long pid, List<String> flags) {
    try {
      Strace strace = run(file, pid, flags);
      if (!strace.attached()) {
        strace.close();
        throw new AssertionError("strace: " + read(strace.said));
      }
      return strace;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Strace run(Path file, long pid, List<String> flags) throws IOException {
    Path said = file.resolveSibling(file.getFileName() + ".said");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-s", "8", "-o", file.toString(), "-p", Long.toString(pid)));
    command.addAll(flags);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    return new Strace(process, file, said);
  }

  /** Waits until it has all threads, or has given up. */
  private boolean attached() {
    await("strace is attached").atMost(LIMIT).pollInterval(Duration.ofMillis(5))
        .until(() -> read(said).contains("attached") || !process.isAlive());
    return read(said).contains("attached");
  }

  /** The calls so far, a line each. */
  public List<String> calls() {
    return read(calls).lines().toList();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The process's connections with that port on one of the two sides, as {@code socket:[inode]}. */
  public static List<String> sockets(long pid, int... ports) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      Set<String> connected = new HashSet<>();
      for (Path table : List.of(proc.resolve("net/tcp"), proc.resolve("net/tcp6"))) {
        read(table).lines().skip(1).map(line -> line.strip().split(" +")).filter(row -> isBetween(row, ports))
            .forEach(row -> connected.add("socket:[" + row[INODE] + "]"));
      }
      return files.map(Strace::target).filter(connected::contains).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isBetween(String[] row, int... ports) {
    return row[STATE].equals(ESTABLISHED) && IntStream.of(ports)
        .anyMatch(port -> row[LOCAL].endsWith(String.format(":%04X", port)) || row[REMOTE].endsWith(String.format(":%04X", port)));
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** Lets the process go on by itself. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
