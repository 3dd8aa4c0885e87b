package org.l2node.api.service;

/** How to close a channel. */
public enum CloseMode {
  /** Both sides agree on one closing transaction (BOLT 2). */
  MUTUAL,
  /** This node publishes its commitment transaction and waits until its share can be spent (BOLT 5). */
  FORCE,
  /** A mutual close is signed and not in a block yet: this node pays more for it (BOLT 2, closing_complete). */
  BUMP
}
