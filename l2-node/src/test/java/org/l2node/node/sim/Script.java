package org.l2node.node.sim;

import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Chance that is read from bytes, one for each choice, so that a fuzzer can steer what happens. Keys and other noise never come from them;
 * behind their end, and while it is quiet, nothing does.
 */
final class Script implements RandomGenerator {
  private final byte[] bytes;
  private final Random noise = new Random(1);
  private int at;
  private boolean quiet;

  Script(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether the script is left alone: for what is the same in every run. */
  void setQuiet(boolean on) {
    quiet = on;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  /** The next byte; zero behind the end. */
  int next() {
    return hasMore() ? bytes[at++] & 0xff : 0;
  }

  @Override
  public int nextInt(int bound) {
    if (quiet || !hasMore()) {
      return noise.nextInt(bound);
    }
    int choice = next();
    return bound <= 256 ? choice % bound : (int) ((long) bound * choice / 256) + noise.nextInt(bound / 256);
  }

  @Override
  public boolean nextBoolean() {
    return quiet || !hasMore() ? noise.nextBoolean() : (next() & 1) == 1;
  }

  @Override
  public void nextBytes(byte[] noisy) {
    noise.nextBytes(noisy);
  }

  @Override
  public long nextLong() {
    return noise.nextLong();
  }
}
