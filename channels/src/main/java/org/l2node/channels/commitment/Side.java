package org.l2node.channels.commitment;

/** This node or the peer. */
public enum Side {
  /** This node. */
  LOCAL,
  /** The peer. */
  REMOTE;

  public Side other() {
    return this == LOCAL ? REMOTE : LOCAL;
  }
}
