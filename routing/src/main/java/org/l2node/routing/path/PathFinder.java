package org.l2node.routing.path;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.graph.NetworkGraph;

/**
 * Finds the cheapest route. Dijkstra's algorithm from the payee to this node, since what a channel must carry depends on the fees of all
 * that come after it; it ends at the first of this node's peers that it settles and that a local channel can reach with the amount. A peer
 * that is itself the payee needs no search.
 *
 * <p>
 * Keeps arrays from search to search, so one thread at a time may use it.
 */
public final class PathFinder {
  /** More hops do not fit an onion (BOLT 4). */
  public static final int MAX_HOPS = 20;

  /** An HTLC may lock money for two weeks, no longer: what implementations refuse as expiry_too_far. */
  public static final CltvExpiryDelta MAX_TOTAL_DELTA = new CltvExpiryDelta(2016);

  /** Far above any payment, far below what sums of twenty hops could overflow. */
  private static final long MAX_AMOUNT = MilliSatoshi.MAX.msat() / 4;

  private final SearchState state = new SearchState();

  /**
   * How a search weighs.
   *
   * @param feeOnly whether nothing but fees counts
   * @param maxAmount the most that may leave this node, in millisatoshi
   */
  private record Weights(boolean feeOnly, long maxAmount) {}

  /** @throws IllegalArgumentException if the amount is zero */
  public PathResult find(NetworkGraph graph, RouteRequest request) {
    if (request.amount().isZero()) {
      throw new IllegalArgumentException("no route for nothing");
    }
    if (request.target().equals(request.self())) {
      return new PathResult.SelfPayment();
    }
    if (request.localChannels().stream().noneMatch(channel -> channel.canSend(request.amount()))) {
      MilliSatoshi most = request.localChannels().stream().map(LocalChannel::spendable).max(MilliSatoshi::compareTo)
          .orElse(MilliSatoshi.ZERO);
      return most.isLessThan(request.amount()) ? new PathResult.InsufficientBalance(most) : new PathResult.NoRoute();
    }
    Overlay overlay = new Overlay(graph, request);
    if (overlay.isExcluded(overlay.target)) {
      return new PathResult.NoRoute();
    }
    long amount = request.amount().msat();
    long allowed = amount + Math.min(request.maxFee().msat(), MilliSatoshi.MAX.msat() - amount);
    Route route = search(graph, overlay, request, new Weights(false, Math.min(allowed, MAX_AMOUNT)));
    if (route == null) {
      // The way that is best in all may be over the fee allowed where another one is not.
      route = search(graph, overlay, request, new Weights(true, Math.min(allowed, MAX_AMOUNT)));
    }
    if (route != null) {
      return new PathResult.Found(route);
    }
    Route dear = search(graph, overlay, request, new Weights(true, MAX_AMOUNT));
    return dear == null ? new PathResult.NoRoute() : new PathResult.FeeTooHigh(dear.fee());
  }

  private @Nullable Route search(NetworkGraph graph, Overlay overlay, RouteRequest request, Weights weights) {
    state.start(overlay.nodeCount());
    if (request.amount().msat() > weights.maxAmount || request.finalDelta().compareTo(MAX_TOTAL_DELTA) > 0) {
      return null;
    }
    state.reach(overlay.target, 0, request.amount().msat(), request.finalDelta().blocks(), 0, 0, overlay.target);
    for (int node = state.next(); node >= 0; node = state.next()) {
      boolean touched = overlay.isTouched(node);
      if (touched) {
        LocalChannel first = overlay.localTo(node, state.amount(node));
        if (first != null) {
          return route(graph, overlay, request, first, node);
        }
      }
      if (state.hops(node) >= MAX_HOPS - 1) {
        continue;
      }
      if (node < graph.nodeCount()) {
        relaxEdges(graph, overlay, weights, node);
      }
      if (touched) {
        relaxExtras(overlay, weights, node);
      }
    }
    return null;
  }

  private void relaxEdges(NetworkGraph graph, Overlay overlay, Weights weights, int node) {
    long amount = state.amount(node);
    int end = graph.endOfEdges(node);
    for (int edge = graph.firstEdge(node); edge < end; edge++) {
      if (amount > graph.edgeMaximumMsat(edge) || amount < graph.edgeMinimumMsat(edge)) {
        continue;
      }
      long fee = graph.edgeFeeMsat(edge, amount);
      int from = graph.edgeFrom(edge);
      if (overlay.isTooMuch(edge, amount)) {
        continue;
      }
      int delta = graph.edgeCltvDelta(edge);
      long cost = weights.feeOnly ? fee : fee + PathCost.of(amount, delta, graph.edgeMaximumMsat(edge)) + overlay.penalty(edge, amount);
      relax(overlay, weights, node, from, edge, fee, delta, cost);
    }
  }

  private void relaxExtras(Overlay overlay, Weights weights, int node) {
    long amount = state.amount(node);
    for (Overlay.Extra extra = overlay.extrasInto(node); extra != null; extra = extra.next()) {
      ForwardingTerms terms = extra.terms();
      if (amount > terms.htlcMaximum().msat() || amount < terms.htlcMinimum().msat() || amount >= extra.tooMuchMsat()) {
        continue;
      }
      long fee = ForwardingTerms.fee(terms.feeBase().msat(), terms.feeProportionalMillionths(), amount);
      int delta = terms.cltvExpiryDelta().blocks();
      long cost = weights.feeOnly ? fee : fee + PathCost.of(amount, delta, Long.MAX_VALUE);
      relax(overlay, weights, node, extra.from(), ~extra.number(), fee, delta, cost);
    }
  }

  /** Looks whether the way from {@code from} by an edge into {@code node} is better than what is known. */
  private void relax(Overlay overlay, Weights weights, int node, int from, int edge, long fee, int delta, long cost) {
    long total = state.cost(node) + cost;
    if (from == overlay.self || !state.isBetter(from, total)) {
      return;
    }
    long amount = state.amount(node) + fee;
    int totalDelta = state.delta(node) + delta;
    if (amount <= weights.maxAmount && totalDelta <= MAX_TOTAL_DELTA.blocks() && !overlay.isExcluded(from)) {
      state.reach(from, total, amount, totalDelta, state.hops(node) + 1, edge, node);
    }
  }

  private Route route(NetworkGraph graph, Overlay overlay, RouteRequest request, LocalChannel first, int firstNode) {
    List<Route.Hop> hops = new ArrayList<>();
    ShortChannelId into = first.shortChannelId();
    int node = firstNode;
    while (true) {
      boolean last = node == overlay.target;
      long next = last ? state.amount(node) : state.amount(state.towards(node));
      NodeId nodeId = overlay.nodeAt(node);
      hops.add(new Route.Hop(nodeId, into, new MilliSatoshi(state.amount(node)),
          request.height().plus(new CltvExpiryDelta(state.delta(node))), new MilliSatoshi(state.amount(node) - next)));
      if (last) {
        return new Route(first.channelId(), hops);
      }
      int edge = state.via(node);
      into = edge >= 0 ? graph.edgeChannel(edge).shortChannelId() : overlay.extraAt(~edge).channel().shortChannelId();
      node = state.towards(node);
    }
  }
}
