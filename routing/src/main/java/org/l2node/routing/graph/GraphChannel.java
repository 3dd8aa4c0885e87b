package org.l2node.routing.graph;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * A channel as the graph knows it.
 *
 * @param shortChannelId where its funding output is
 * @param node1 the lesser node id
 * @param node2 the greater node id
 * @param capacity the whole of the funding output
 * @param from1 on what terms node 1 forwards to node 2; null if it never said
 * @param from2 on what terms node 2 forwards to node 1; null if it never said
 */
public record GraphChannel(
    ShortChannelId shortChannelId,
    NodeId node1,
    NodeId node2,
    MilliSatoshi capacity,
    @Nullable Side from1,
    @Nullable Side from2) {
  /**
   * One direction.
   *
   * @param terms on what terms
   * @param disabled whether the node says that it does not forward now
   * @param timestamp of its channel_update, seconds since 1970
   */
  public record Side(ForwardingTerms terms, boolean disabled, long timestamp) {}

  /** The direction that leads away from {@code node}, which is one of the two. */
  public Optional<Side> from(NodeId node) {
    return Optional.ofNullable(node.equals(node1) ? from1 : from2);
  }

  /** The other end. */
  public NodeId other(NodeId node) {
    return node.equals(node1) ? node2 : node1;
  }
}
