package org.l2node.node.runtime;

import java.nio.ByteBuffer;

/** Chooses which of the node's channel keys a new channel uses. */
public final class KeysIndex {
  private KeysIndex() {}

  /** One of 2^62, at random: never used before, without a counter that a restored backup could set back. */
  public static long random(NodeRuntime runtime) {
    return ByteBuffer.wrap(runtime.randomBytes(8)).getLong() >>> 2;
  }
}
