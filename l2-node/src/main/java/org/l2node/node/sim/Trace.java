package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** All that happened in a run, as a hash: two runs of one seed must have the same. The last lines are kept for who looks for a fault. */
final class Trace {
  private static final int KEPT = 60;

  private final MessageDigest digest;
  private final Consumer<String> out;
  private final Deque<String> last = new ArrayDeque<>();
  private long step;

  /** @param out given each line */
  Trace(Consumer<String> out) {
    this.out = out;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void nextStep() {
    step++;
  }

  long steps() {
    return step;
  }

  void note(String line) {
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    String numbered = step + " " + line;
    out.accept(numbered);
    last.add(numbered);
    if (last.size() > KEPT) {
      last.remove();
    }
  }

  /** A line, with bytes that count for the hash and are not shown. */
  void note(String line, byte[] bytes) {
    digest.update(bytes);
    note(line);
  }

  List<String> last() {
    return List.copyOf(last);
  }

  /** To be asked once, at the end. */
  ByteVector hash() {
    return new ByteVector(digest.digest());
  }
}
