package org.l2node.node;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a start has made so far: closed again, the last first, where the start fails. For one thread. */
final class StartedParts {
  private final Deque<Part> parts = new ArrayDeque<>();

  /** Ends a part. */
  interface Part {
    void close() throws IOException;
  }

  void add(Part part) {
    parts.push(part);
  }

  /** Closes all of them; what goes wrong with one keeps no other from it, and is told with {@code failure}. */
  void closeAfter(Exception failure) {
    for (Part part : parts) {
      try {
        part.close();
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
    }
  }
}
