package org.l2node.routing.graph;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeAnnouncement;

/**
 * All announced channels at one moment. Immutable, so that any thread may search it while a newer one is built. Nodes and edges are numbers
 * into primitive arrays: the edges that lead into a node lie side by side, since paths are searched backwards from the payee; what cannot
 * be used now (disabled, or on terms that no one could meet) is not among them.
 */
public final class NetworkGraph {
  /** The graph of a node that has heard nothing. */
  public static final NetworkGraph EMPTY = new GraphBuilder().build();

  /** Words per edge: from-node and expiry delta, base and proportional fee, least amount, greatest amount. */
  static final int WORDS = 4;

  static final int KNOWN = 1;
  static final int DISABLED = 2;
  static final int USABLE = 4;

  // Arrays in records: these two only bundle them, are never compared and never leave the package.

  /** Per channel in ascending order of scid: {@code ends} and what belongs to a direction twice per channel. */
  @SuppressWarnings("ArrayRecordComponent")
  record Channels(long[] scids, long[] capacities, int[] ends, long[] sides, int[] timestamps, byte[] flags) {}

  /** Usable edges by the node that they lead into: those of node v are {@code first[v]} to {@code first[v + 1]}, exclusive. */
  @SuppressWarnings("ArrayRecordComponent")
  record Edges(int[] first, long[] words, int[] sides) {}

  private final List<NodeId> nodes;
  private final List<@Nullable ByteVector> announcements;
  private final Map<NodeId, Integer> indexes;
  private final int[] degrees;
  private final Channels channels;
  private final Edges edges;

  NetworkGraph(List<NodeId> nodes, List<@Nullable ByteVector> announcements, Map<NodeId, Integer> indexes, int[] degrees, Channels channels,
      Edges edges) {
    this.nodes = nodes;
    this.announcements = announcements;
    this.indexes = indexes;
    this.degrees = degrees;
    this.channels = channels;
    this.edges = edges;
  }

  public int nodeCount() {
    return nodes.size();
  }

  public int channelCount() {
    return channels.scids.length;
  }

  /** How many directions can be routed through. */
  public int edgeCount() {
    return edges.sides.length;
  }

  /** The place of a node, -1 where it is not in the graph. */
  public int indexOf(NodeId node) {
    Integer index = indexes.get(node);
    return index == null ? -1 : index;
  }

  /** The node at a place from 0 to {@link #nodeCount()}, exclusive. */
  public NodeId nodeAt(int index) {
    return nodes.get(index);
  }

  /** What is known of a node, if it has a channel. */
  public Optional<GraphNode> node(NodeId node) {
    int index = indexOf(node);
    return index < 0 ? Optional.empty() : Optional.of(graphNode(index));
  }

  /** Up to {@code limit} nodes from a place on, for lists in pages. */
  public List<GraphNode> nodes(int from, int limit) {
    List<GraphNode> page = new ArrayList<>();
    for (int i = from; i < Math.min((long) from + limit, nodes.size()); i++) {
      page.add(graphNode(i));
    }
    return List.copyOf(page);
  }

  private GraphNode graphNode(int index) {
    ByteVector raw = announcements.get(index);
    NodeAnnouncement told = raw == null ? null : (NodeAnnouncement) MessageCodec.decode(raw.toByteArray());
    return new GraphNode(nodes.get(index), told, degrees[index]);
  }

  /** A channel, if it is announced. */
  public Optional<GraphChannel> channel(ShortChannelId scid) {
    int index = channelIndex(scid);
    return index < 0 ? Optional.empty() : Optional.of(graphChannel(index));
  }

  /** Up to {@code limit} channels from a place in ascending order on, for lists in pages. */
  public List<GraphChannel> channels(int from, int limit) {
    List<GraphChannel> page = new ArrayList<>();
    for (int i = from; i < Math.min((long) from + limit, channelCount()); i++) {
      page.add(graphChannel(i));
    }
    return List.copyOf(page);
  }

  /** All channels of a node, in ascending order; looks through the whole graph. */
  public List<GraphChannel> channelsOf(NodeId node) {
    int index = indexOf(node);
    List<GraphChannel> found = new ArrayList<>();
    for (int c = 0; index >= 0 && c < channelCount(); c++) {
      if (channels.ends[2 * c] == index || channels.ends[2 * c + 1] == index) {
        found.add(graphChannel(c));
      }
    }
    return List.copyOf(found);
  }

  private GraphChannel graphChannel(int c) {
    return new GraphChannel(new ShortChannelId(channels.scids[c]), nodes.get(channels.ends[2 * c]), nodes.get(channels.ends[2 * c + 1]),
        new MilliSatoshi(channels.capacities[c]), side(2 * c), side(2 * c + 1));
  }

  private GraphChannel.@Nullable Side side(int side) {
    if ((channels.flags[side] & KNOWN) == 0) {
      return null;
    }
    int at = side * WORDS;
    long fees = channels.sides[at + 1];
    ForwardingTerms terms = new ForwardingTerms(new MilliSatoshi(fees >>> 32), fees & 0xffffffffL,
        new CltvExpiryDelta((int) channels.sides[at] & 0xffff), new MilliSatoshi(channels.sides[at + 2]),
        new MilliSatoshi(channels.sides[at + 3]));
    return new GraphChannel.Side(terms, (channels.flags[side] & DISABLED) != 0, Integer.toUnsignedLong(channels.timestamps[side]));
  }

  private int channelIndex(ShortChannelId scid) {
    int low = 0;
    int high = channels.scids.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(channels.scids[middle], scid.value());
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  // What follows is for path finding: numbers in, numbers out, nothing allocated.

  /** The first edge that leads into the node at a place; those up to {@link #endOfEdges} do too. */
  public int firstEdge(int node) {
    return edges.first[node];
  }

  /** One past the last edge that leads into the node at a place. */
  public int endOfEdges(int node) {
    return edges.first[node + 1];
  }

  /** The place of the node that an edge comes from. */
  public int edgeFrom(int edge) {
    return (int) (edges.words[edge * WORDS] >> 32);
  }

  /** In blocks. */
  public int edgeCltvDelta(int edge) {
    return (int) edges.words[edge * WORDS] & 0xffff;
  }

  /** The fee in millisatoshi for forwarding an amount. */
  public long edgeFeeMsat(int edge, long amountMsat) {
    long fees = edges.words[edge * WORDS + 1];
    return ForwardingTerms.fee(fees >>> 32, fees & 0xffffffffL, amountMsat);
  }

  /** The smallest HTLC, in millisatoshi. */
  public long edgeMinimumMsat(int edge) {
    return edges.words[edge * WORDS + 2];
  }

  /** The largest HTLC, in millisatoshi; at most the capacity. */
  public long edgeMaximumMsat(int edge) {
    return edges.words[edge * WORDS + 3];
  }

  /** The channel and direction of an edge. */
  public DirectedChannel edgeChannel(int edge) {
    int side = edges.sides[edge];
    return new DirectedChannel(new ShortChannelId(channels.scids[side / 2]), side & 1);
  }

  /** The edge of a channel and direction; -1 where it is not announced or cannot be used. */
  public int edgeOf(DirectedChannel channel) {
    int index = channelIndex(channel.shortChannelId());
    if (index < 0) {
      return -1;
    }
    int side = 2 * index + channel.direction();
    int to = channels.ends[side ^ 1];
    for (int edge = edges.first[to]; edge < edges.first[to + 1]; edge++) {
      if (edges.sides[edge] == side) {
        return edge;
      }
    }
    return -1;
  }
}
