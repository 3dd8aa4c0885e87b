package org.l2node.node.sim;

/** Something that may happen next. */
interface Source {
  /** Whether it can happen now. */
  boolean isReady();

  /** Has it happen. */
  void run();
}
