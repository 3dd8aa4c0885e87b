package org.l2node.routing.gossip;

import fr.acinq.bitcoin.OutPoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.GraphBuilder;
import org.l2node.routing.graph.NetworkGraph;

/**
 * All announced channels and their nodes, mutable, owned by one {@link GossipMachine}. Messages are kept encoded: 40 MB for the 50,000
 * channels of the public network.
 */
final class GossipStore {
  private final TreeMap<ShortChannelId, ChannelEntry> channels = new TreeMap<>();
  /** Never iterated: hash order is not deterministic. */
  private final Map<NodeId, NodeEntry> nodes = new HashMap<>();
  /** Never iterated. The key is what {@link #outPointKey} makes of a funding output. */
  private final Map<String, ShortChannelId> fundings = new HashMap<>();
  final RelayLog log = new RelayLog();
  private boolean dirty;
  /** How many graphs were made. */
  private int graphs;

  @Nullable
  ChannelEntry channel(ShortChannelId scid) {
    return channels.get(scid);
  }

  @Nullable
  NodeEntry node(NodeId id) {
    return nodes.get(id);
  }

  Collection<ChannelEntry> channels() {
    return channels.values();
  }

  NavigableMap<ShortChannelId, ChannelEntry> channelsFrom(ShortChannelId scid) {
    return channels.tailMap(scid, true);
  }

  int channelCount() {
    return channels.size();
  }

  /** The node's entry, made where there is none; it stays only if a channel is added. */
  NodeEntry nodeFor(NodeId id) {
    NodeEntry known = nodes.get(id);
    return known != null ? known : new NodeEntry(id);
  }

  void add(ChannelEntry channel) {
    channels.put(channel.scid, channel);
    for (int direction = 0; direction < 2; direction++) {
      NodeEntry node = channel.from(direction);
      nodes.putIfAbsent(node.id, node);
      node.channels++;
    }
    if (channel.outPoint != null) {
      fundings.put(outPointKey(channel.outPoint), channel.scid);
    }
    dirty = true;
  }

  /** Takes a channel out, and nodes that have no channel left. */
  void remove(ChannelEntry channel) {
    channels.remove(channel.scid);
    if (channel.outPoint != null) {
      fundings.remove(outPointKey(channel.outPoint));
    }
    boolean relayed = channel.announcement.place >= 0;
    log.remove(channel.announcement);
    for (int direction = 0; direction < 2; direction++) {
      StoredMessage update = channel.update(direction);
      if (update != null) {
        log.remove(update);
      }
      NodeEntry node = channel.from(direction);
      node.channels--;
      node.relayed -= relayed ? 1 : 0;
      if (node.announcement != null) {
        log.remove(node.announcement);
        relay(node);
      }
      if (node.channels == 0) {
        nodes.remove(node.id);
      }
    }
    dirty = true;
  }

  /** Passes a node's announcement on, behind the announcement of one of its channels at least (BOLT 7, gossip_timestamp_filter). */
  private void relay(NodeEntry node) {
    if (node.announcement != null && node.relayable && node.relayed > 0) {
      log.append(node.announcement);
    }
  }

  /** Sets a channel's update. The announcement is passed on from its first update on, and before it. */
  void setUpdate(ChannelEntry channel, int direction, StoredMessage update) {
    StoredMessage before = channel.update(direction);
    if (before != null) {
      log.remove(before);
    }
    channel.setUpdate(direction, update);
    channel.announcement.timestamp = Math.max(channel.announcement.timestamp, update.timestamp);
    boolean first = channel.announcement.place < 0;
    if (first) {
      log.append(channel.announcement);
    }
    log.append(update);
    for (int end = 0; first && end < 2; end++) {
      NodeEntry node = channel.from(end);
      if (node.relayed++ == 0) {
        relay(node);
      }
    }
    dirty = true;
  }

  void setAnnouncement(NodeEntry node, StoredMessage announcement, boolean relayable) {
    if (node.announcement != null) {
      log.remove(node.announcement);
    }
    node.announcement = announcement;
    node.relayable = relayable;
    relay(node);
    dirty = true;
  }

  /** The channel whose funding output this is, if it is one's. */
  @Nullable
  ChannelEntry fundedBy(OutPoint outPoint) {
    ShortChannelId scid = fundings.get(outPointKey(outPoint));
    return scid == null ? null : channels.get(scid);
  }

  /** A string, since maps of those withstand keys made to collide. */
  private static String outPointKey(OutPoint outPoint) {
    byte[] id = outPoint.hash.value.toByteArray();
    StringBuilder key = new StringBuilder(10);
    for (int i = 0; i < 16; i += 2) {
      key.append((char) ((id[i] & 0xff) << 8 | id[i + 1] & 0xff));
    }
    return key.append((char) outPoint.index).toString();
  }

  void markDirty() {
    dirty = true;
  }

  boolean isDirty() {
    return dirty;
  }

  /**
   * A snapshot of all that can be routed through. Channels that are spent are left out, though they are kept for 72 blocks: most are
   * closed, few spliced.
   */
  NetworkGraph graph() {
    dirty = false;
    graphs++;
    GraphBuilder builder = new GraphBuilder();
    for (ChannelEntry channel : channels.values()) {
      if (channel.routable && !channel.isSpent()) {
        builder.channel(channel.scid, place(builder, channel.node1), place(builder, channel.node2), channel.capacity);
        for (int direction = 0; direction < 2; direction++) {
          StoredMessage stored = channel.update(direction);
          if (stored != null) {
            builder.side(direction, Encoded.terms(stored.bytes), Encoded.isDisabled(stored.bytes), stored.timestamp);
          }
        }
      }
    }
    return builder.build();
  }

  /** The node's place in the graph that is being made; it is looked for by its id once per graph, not for every channel. */
  private int place(GraphBuilder builder, NodeEntry node) {
    if (node.graph != graphs) {
      node.graph = graphs;
      node.place = builder.node(node.id, node.announcement == null ? null : node.announcement.bytes);
    }
    return node.place;
  }
}
