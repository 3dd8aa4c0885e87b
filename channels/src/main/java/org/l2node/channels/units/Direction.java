package org.l2node.channels.units;

/** Which way an HTLC goes, seen from this node. */
public enum Direction {
  /** Towards this node: the peer offered it. */
  INCOMING,
  /** From this node: it offered it. */
  OUTGOING
}
