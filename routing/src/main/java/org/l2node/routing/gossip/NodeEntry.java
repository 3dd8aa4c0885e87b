package org.l2node.routing.gossip;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;

/** A node that has a channel, as the gossip store keeps it. */
final class NodeEntry {
  final NodeId id;
  /** How many channels it has in the store. */
  int channels;
  /** How many of them are passed on: those of which an update is known. */
  int relayed;
  @Nullable
  StoredMessage announcement;
  /** Whether {@link #announcement} may be passed on. */
  boolean relayable;
  /** The number of the graph in which {@link #place} is its place. */
  int graph;
  int place;
  private @Nullable RateLimit limit;

  NodeEntry(NodeId id) {
    this.id = id;
  }

  RateLimit limit() {
    if (limit == null) {
      limit = new RateLimit();
    }
    return limit;
  }
}
