package org.l2node.routing.gossip;

import fr.acinq.bitcoin.OutPoint;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;

/** An announced channel as the gossip store keeps it. */
final class ChannelEntry {
  final ShortChannelId scid;
  final NodeEntry node1;
  final NodeEntry node2;
  final MilliSatoshi capacity;
  final @Nullable OutPoint outPoint;
  final StoredMessage announcement;
  /** Whether payments may be routed through it: false where its announcement demands a feature that this node does not know. */
  final boolean routable;
  final boolean own;
  /** In seconds. */
  final long acceptedAt;
  /** By direction. */
  private final @Nullable StoredMessage[] updates = new @Nullable StoredMessage[2];
  private final @Nullable RateLimit[] limits = new @Nullable RateLimit[2];
  /** The height at which the funding output was spent; -1: it is not. */
  int spentAt = -1;

  ChannelEntry(ShortChannelId scid, NodeEntry node1, NodeEntry node2, MilliSatoshi capacity, @Nullable OutPoint outPoint,
      StoredMessage announcement, boolean routable, boolean own, long acceptedAt) {
    this.scid = scid;
    this.node1 = node1;
    this.node2 = node2;
    this.capacity = capacity;
    this.outPoint = outPoint;
    this.announcement = announcement;
    this.routable = routable;
    this.own = own;
    this.acceptedAt = acceptedAt;
  }

  /** The node whose updates have a direction. */
  NodeEntry from(int direction) {
    return direction == 0 ? node1 : node2;
  }

  @Nullable
  StoredMessage update(int direction) {
    return updates[direction];
  }

  void setUpdate(int direction, StoredMessage update) {
    updates[direction] = update;
  }

  boolean hasUpdate() {
    return updates[0] != null || updates[1] != null;
  }

  boolean isSpent() {
    return spentAt >= 0;
  }

  /** The permits for updates of a direction; made when the second one comes, since most directions never need them. */
  RateLimit limit(int direction) {
    RateLimit limit = limits[direction];
    if (limit == null) {
      limit = new RateLimit();
      limits[direction] = limit;
    }
    return limit;
  }

  /**
   * When the older of the two directions was last heard of, in seconds: both ends must be alive for a channel to be of use (BOLT 7,
   * pruning).
   */
  long lastHeard() {
    long one = updates[0] == null ? acceptedAt : updates[0].timestamp;
    long two = updates[1] == null ? acceptedAt : updates[1].timestamp;
    return Math.min(one, two);
  }
}
