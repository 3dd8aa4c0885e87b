package org.l2node.routing.graph;

import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * One direction of a channel (BOLT 7, channel_update, {@code channel_flags} bit 0).
 *
 * @param shortChannelId the channel, or the alias that a route hint names it by
 * @param direction 0: from the lesser node id to the greater; 1: back
 */
public record DirectedChannel(ShortChannelId shortChannelId, int direction) implements Comparable<DirectedChannel> {
  /** @throws IllegalArgumentException if {@code direction} is neither 0 nor 1 */
  public DirectedChannel {
    if (direction != 0 && direction != 1) {
      throw new IllegalArgumentException("not a direction: " + direction);
    }
  }

  /** The direction of the channel that leads away from {@code from}. */
  public static DirectedChannel of(ShortChannelId shortChannelId, NodeId from, NodeId to) {
    return new DirectedChannel(shortChannelId, from.compareTo(to) < 0 ? 0 : 1);
  }

  @Override
  public int compareTo(DirectedChannel other) {
    int order = shortChannelId.compareTo(other.shortChannelId);
    return order != 0 ? order : Integer.compare(direction, other.direction);
  }

  @Override
  public String toString() {
    return shortChannelId + "/" + direction;
  }
}
