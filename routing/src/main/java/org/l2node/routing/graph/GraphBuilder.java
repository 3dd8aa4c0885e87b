package org.l2node.routing.graph;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/** Puts a {@link NetworkGraph} together: nodes first, then channels in ascending order of short channel id, each followed by its sides. */
public final class GraphBuilder {
  private final List<NodeId> nodes = new ArrayList<>();
  private final List<@Nullable ByteVector> announcements = new ArrayList<>();
  private final Map<NodeId, Integer> indexes = new HashMap<>();
  private int channels;
  private long[] scids = new long[64];
  private long[] capacities = new long[64];
  private int[] ends = new int[128];
  /** Per side, {@link NetworkGraph#WORDS} words, as the graph keeps them; the place of a side that nothing is known of stays zero. */
  private long[] sides = new long[128 * NetworkGraph.WORDS];
  private int[] timestamps = new int[128];
  private byte[] flags = new byte[128];

  /**
   * Adds a node, or gives the place of one that was added before.
   *
   * @param announcement its node_announcement as a whole message; null if there is none
   */
  public int node(NodeId id, @Nullable ByteVector announcement) {
    Integer known = indexes.putIfAbsent(id, nodes.size());
    if (known != null) {
      return known;
    }
    nodes.add(id);
    announcements.add(announcement);
    return nodes.size() - 1;
  }

  /**
   * Adds a channel between two nodes by their places.
   *
   * @throws IllegalArgumentException if channels do not come in ascending order
   */
  public GraphBuilder channel(ShortChannelId scid, int node1, int node2, MilliSatoshi capacity) {
    if (channels > 0 && Long.compareUnsigned(scids[channels - 1], scid.value()) >= 0) {
      throw new IllegalArgumentException("channels do not ascend at " + scid);
    }
    if (channels == scids.length) {
      grow();
    }
    scids[channels] = scid.value();
    capacities[channels] = capacity.msat();
    ends[2 * channels] = node1;
    ends[2 * channels + 1] = node2;
    channels++;
    return this;
  }

  private void grow() {
    int length = scids.length * 2;
    scids = Arrays.copyOf(scids, length);
    capacities = Arrays.copyOf(capacities, length);
    ends = Arrays.copyOf(ends, 2 * length);
    sides = Arrays.copyOf(sides, 2 * length * NetworkGraph.WORDS);
    timestamps = Arrays.copyOf(timestamps, 2 * length);
    flags = Arrays.copyOf(flags, 2 * length);
  }

  /** Sets a direction of the channel added last. */
  public GraphBuilder side(int direction, ForwardingTerms terms, boolean disabled, long timestamp) {
    int side = 2 * (channels - 1) + direction;
    int at = side * NetworkGraph.WORDS;
    sides[at] = terms.cltvExpiryDelta().blocks();
    sides[at + 1] = terms.feeBase().msat() << 32 | terms.feeProportionalMillionths();
    sides[at + 2] = terms.htlcMinimum().msat();
    sides[at + 3] = terms.htlcMaximum().msat();
    timestamps[side] = (int) timestamp;
    // BOLT 7, channel_update: a maximum above the capacity is no ground to trust the rest; the channel is left out of routes.
    boolean usable = !disabled && terms.isUsable() && terms.htlcMaximum().msat() <= capacities[channels - 1];
    flags[side] = (byte) (NetworkGraph.KNOWN | (disabled ? NetworkGraph.DISABLED : 0) | (usable ? NetworkGraph.USABLE : 0));
    return this;
  }

  /** The graph of all that was added; the builder is not used again. */
  public NetworkGraph build() {
    int n = nodes.size();
    int[] first = new int[n + 1];
    for (int side = 0; side < 2 * channels; side++) {
      if ((flags[side] & NetworkGraph.USABLE) != 0) {
        first[ends[side ^ 1] + 1]++;
      }
    }
    for (int i = 0; i < n; i++) {
      first[i + 1] += first[i];
    }
    int[] next = Arrays.copyOf(first, n);
    int usable = first[n];
    long[] edges = new long[usable * NetworkGraph.WORDS];
    int[] edgeSides = new int[usable];
    for (int side = 0; side < 2 * channels; side++) {
      if ((flags[side] & NetworkGraph.USABLE) == 0) {
        continue;
      }
      int edge = next[ends[side ^ 1]]++;
      edgeSides[edge] = side;
      System.arraycopy(sides, side * NetworkGraph.WORDS, edges, edge * NetworkGraph.WORDS, NetworkGraph.WORDS);
      edges[edge * NetworkGraph.WORDS] |= (long) ends[side] << 32;
    }
    int[] degrees = new int[n];
    for (int end = 0; end < 2 * channels; end++) {
      degrees[ends[end]]++;
    }
    return new NetworkGraph(nodes, announcements, indexes, degrees,
        new NetworkGraph.Channels(Arrays.copyOf(scids, channels), Arrays.copyOf(capacities, channels), Arrays.copyOf(ends, 2 * channels),
            Arrays.copyOf(sides, 2 * channels * NetworkGraph.WORDS), Arrays.copyOf(timestamps, 2 * channels),
            Arrays.copyOf(flags, 2 * channels)),
        new NetworkGraph.Edges(first, edges, edgeSides));
  }
}
