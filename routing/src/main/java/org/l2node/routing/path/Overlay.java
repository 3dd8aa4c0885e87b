package org.l2node.routing.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.graph.GraphChannel;
import org.l2node.routing.graph.NetworkGraph;

/**
 * What one request lays over the graph: nodes that only a hint or a local channel names, the edges of hints, edges on newer terms, local
 * channels, and what is not to be used. Nodes of the overlay are numbered on from those of the graph.
 */
final class Overlay {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  /**
   * An edge that the graph does not have.
   *
   * @param number its place among all of them
   * @param tooMuchMsat the least amount known not to get through
   * @param next of those into the same node; null: the last
   */
  record Extra(int number, int from, DirectedChannel channel, ForwardingTerms terms, long tooMuchMsat, @Nullable Extra next) {}

  /**
   * A local channel.
   *
   * @param tooMuchMsat the least amount known not to get through
   * @param next of those to the same peer; null: the last
   */
  record Local(LocalChannel channel, long tooMuchMsat, @Nullable Local next) {}

  private final NetworkGraph graph;
  private final RouteKnowledge knowledge;
  private final List<NodeId> nodes = new ArrayList<>();
  private final Map<NodeId, Integer> indexes = new HashMap<>();
  private final Map<Integer, Extra> extras = new HashMap<>();
  private final List<Extra> allExtras = new ArrayList<>();
  private final Map<Integer, Local> locals = new HashMap<>();
  /**
   * Sorted places of nodes that have anything in {@link #extras} or {@link #locals}: few, and asked for at every node that a search
   * settles.
   */
  private int[] touched = new int[0];
  private int[] excludedNodes = new int[0];
  /** Edges of the graph with limits or doubts, sorted, and for each the amounts in millisatoshi. */
  private final SortedMap<Integer, long[]> limits = new java.util.TreeMap<>();

  private int[] limitedEdges = new int[0];

  final int self;
  final int target;

  Overlay(NetworkGraph graph, RouteRequest request) {
    this.graph = graph;
    this.self = indexOf(request.self());
    this.target = indexOf(request.target());
    this.knowledge = request.knowledge();
    for (RouteHint hint : request.hints()) {
      DirectedChannel channel = DirectedChannel.of(hint.shortChannelId(), hint.from(), hint.to());
      if (!hint.from().equals(hint.to()) && hint.terms().isUsable() && !knowledge.changedTerms().contains(channel)) {
        addExtra(indexOf(hint.from()), indexOf(hint.to()), channel, hint.terms());
      }
    }
    knowledge.newTerms().forEach((channel, terms) -> addChanged(channel, terms, request.hints()));
    for (LocalChannel local : request.localChannels()) {
      DirectedChannel channel = DirectedChannel.of(local.shortChannelId(), request.self(), local.peer());
      int peer = indexOf(local.peer());
      locals.put(peer, new Local(local, tooMuchMsat(channel), locals.get(peer)));
    }
    knowledge.tooMuch().forEach((channel, from) -> limit(channel, 0, from.msat(), 0));
    knowledge.doubtful().forEach((channel, doubt) -> limit(channel, 1, doubt.from().msat(), doubt.penalty().msat()));
    excludedNodes = knowledge.excludedNodes().stream().mapToInt(this::indexOf).sorted().toArray();
    touched = java.util.stream.IntStream.concat(extras.keySet().stream().mapToInt(i -> i), locals.keySet().stream().mapToInt(i -> i))
        .sorted().toArray();
    limitedEdges = limits.keySet().stream().mapToInt(i -> i).toArray();
  }

  private long tooMuchMsat(DirectedChannel channel) {
    MilliSatoshi tooMuch = knowledge.tooMuch().get(channel);
    return tooMuch == null ? NO_LIMIT : tooMuch.msat();
  }

  private void addExtra(int from, int to, DirectedChannel channel, ForwardingTerms terms) {
    Extra extra = new Extra(allExtras.size(), from, channel, terms, tooMuchMsat(channel), extras.get(to));
    extras.put(to, extra);
    allExtras.add(extra);
  }

  /** The edge on its new terms in place of the one in the graph or in a hint. */
  private void addChanged(DirectedChannel channel, ForwardingTerms terms, List<RouteHint> hints) {
    if (!terms.isUsable()) {
      limit(channel, 0, 0, 0);
      return;
    }
    for (RouteHint hint : hints) {
      if (channel.equals(DirectedChannel.of(hint.shortChannelId(), hint.from(), hint.to()))) {
        addExtra(indexOf(hint.from()), indexOf(hint.to()), channel, terms);
        return;
      }
    }
    limit(channel, 0, 0, 0);
    GraphChannel known = graph.channel(channel.shortChannelId()).orElse(null);
    if (known != null) {
      int one = indexOf(known.node1());
      int two = indexOf(known.node2());
      addExtra(channel.direction() == 0 ? one : two, channel.direction() == 0 ? two : one, channel, terms);
    }
  }

  /** @param what 0: the least amount that is too much; 1: the least amount that is doubtful, with its penalty */
  private void limit(DirectedChannel channel, int what, long fromMsat, long penaltyMsat) {
    int edge = graph.edgeOf(channel);
    if (edge >= 0) {
      long[] limit = limits.computeIfAbsent(edge, _ -> new long[]{NO_LIMIT, NO_LIMIT, 0});
      limit[what] = Math.min(limit[what], fromMsat);
      limit[2] = Math.max(limit[2], penaltyMsat);
    }
  }

  /** The place of a node, in the graph or in this overlay, where it gets one now. */
  int indexOf(NodeId node) {
    int index = graph.indexOf(node);
    if (index >= 0) {
      return index;
    }
    Integer known = indexes.get(node);
    if (known != null) {
      return known;
    }
    int added = graph.nodeCount() + nodes.size();
    indexes.put(node, added);
    nodes.add(node);
    return added;
  }

  /** How many nodes there are, with those of the graph. */
  int nodeCount() {
    return graph.nodeCount() + nodes.size();
  }

  NodeId nodeAt(int index) {
    return index < graph.nodeCount() ? graph.nodeAt(index) : nodes.get(index - graph.nodeCount());
  }

  boolean isTouched(int node) {
    return Arrays.binarySearch(touched, node) >= 0;
  }

  boolean isExcluded(int node) {
    return excludedNodes.length > 0 && Arrays.binarySearch(excludedNodes, node) >= 0;
  }

  /** Whether an edge of the graph is not to carry the amount. */
  boolean isTooMuch(int edge, long amountMsat) {
    long[] limit = limitOf(edge);
    return limit != null && amountMsat >= limit[0];
  }

  /** What it is worth, in millisatoshi, not to send the amount by an edge of the graph. */
  long penalty(int edge, long amountMsat) {
    long[] limit = limitOf(edge);
    return limit != null && amountMsat >= limit[1] ? limit[2] : 0;
  }

  private long @Nullable [] limitOf(int edge) {
    return limitedEdges.length > 0 && Arrays.binarySearch(limitedEdges, edge) >= 0 ? limits.get(edge) : null;
  }

  @Nullable
  Extra extrasInto(int node) {
    return extras.get(node);
  }

  Extra extraAt(int index) {
    return allExtras.get(index);
  }

  /**
   * Of this node's channels to the peer at a place, the one with the most to spend that can send the amount: the likeliest still to have it
   * when the HTLC gets there.
   */
  @Nullable
  LocalChannel localTo(int peer, long amountMsat) {
    MilliSatoshi amount = new MilliSatoshi(amountMsat);
    LocalChannel best = null;
    for (Local local = locals.get(peer); local != null; local = local.next()) {
      LocalChannel channel = local.channel();
      if (channel.canSend(amount) && amountMsat < local.tooMuchMsat()
          && (best == null || channel.spendable().isMoreThan(best.spendable()))) {
        best = channel;
      }
    }
    return best;
  }
}
