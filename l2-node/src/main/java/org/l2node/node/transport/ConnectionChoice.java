package org.l2node.node.transport;

import java.time.Duration;
import org.l2node.channels.units.NodeId;

/** BOLT 1 allows one connection to a peer: which one stays when a second comes up. */
public final class ConnectionChoice {
  /** Two connections made within this time, one by each side, are taken for a crossing of both. */
  static final Duration CROSSING = Duration.ofSeconds(5);

  private ConnectionChoice() {}

  /**
   * Whether the new connection takes the place of the one there is. The newest stays, since a peer that dials again has lost the old one.
   * Only where both dialled at the same moment would each side then close what the other keeps, so that the one dialled by the lesser node
   * id stays.
   *
   * @param existingOutbound whether this node dialled the one there is
   * @param existingAge how long that one has been up
   * @param newOutbound whether this node dialled the new one
   */
  public static boolean newOneStays(NodeId local, NodeId remote, boolean existingOutbound, Duration existingAge, boolean newOutbound) {
    if (existingOutbound == newOutbound || existingAge.compareTo(CROSSING) >= 0) {
      return true;
    }
    boolean localIsLesser = local.compareTo(remote) < 0;
    return newOutbound == localIsLesser;
  }
}
