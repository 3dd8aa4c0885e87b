package org.l2node.routing.graph;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.NodeAnnouncement;

/**
 * A node as the graph knows it.
 *
 * @param nodeId the node
 * @param announcement what it tells of itself, not to be trusted; null if nothing
 * @param channels how many channels it has in the graph
 */
public record GraphNode(NodeId nodeId, @Nullable NodeAnnouncement announcement, int channels) {
  /** What it tells of itself. */
  public Optional<NodeAnnouncement> told() {
    return Optional.ofNullable(announcement);
  }
}
