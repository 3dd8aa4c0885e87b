package org.l2node.node.runtime;

/** What an actor does with its messages, one at a time. */
public interface Behavior<M> {
  void onMessage(M message);

  /**
   * All messages that had come are dealt with: time for what is worth doing once for many. Under a flood that never ends it is called now
   * and then all the same.
   */
  default void onIdle() {}
}
