package org.l2node.api.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Tells from the lock that a node holds on its data directory whether it runs: it is the last that a node lets go of. */
final class NodeLock {
  static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(50);
  private static final String FILE_NAME = "node.lock";

  private NodeLock() {}

  /** What was found. */
  enum Found {
    /** No process uses the directory. */
    FREE,
    /** A process still uses it. */
    HELD,
    /** There is no lock here, as where the directory is a copy that only leads to a node on another machine. */
    ELSEWHERE
  }

  /** Waits until no process uses the directory, at most so long. */
  static Found awaitFree(Path dataDirectory, Duration limit) {
    Path file = dataDirectory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Found.ELSEWHERE;
    }
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isFree(file)) {
      if (System.nanoTime() - deadline > 0) {
        return Found.HELD;
      }
      LongPoll.pause(STEP);
    }
    return Found.FREE;
  }

  /** A shared lock, for a moment: two who look do not hinder each other. */
  private static boolean isFree(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false; // held by this very process
    } catch (IOException e) {
      throw new CliFailure(ExitCode.ERROR, "The node was told to stop; whether it has cannot be seen: " + e.getMessage());
    }
  }
}
