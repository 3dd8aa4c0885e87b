package org.l2node.routing.path;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * What is known of channels beyond what gossip tells. Of use for one payment's further attempts; {@link RouteMemory} carries a softer form
 * of it from payment to payment.
 *
 * @param tooMuch channels that could not forward: not to be used for that amount or more
 * @param excludedNodes nodes not to be routed through; the payee may be among them
 * @param newTerms terms that a node told in a failure, in place of those in the graph (BOLT 4: they are never put into the graph)
 * @param doubtful channels that failed for somebody lately: a penalty for that amount or more
 */
public record RouteKnowledge(
    SortedMap<DirectedChannel, MilliSatoshi> tooMuch,
    SortedSet<NodeId> excludedNodes,
    SortedMap<DirectedChannel, ForwardingTerms> newTerms,
    SortedMap<DirectedChannel, Doubt> doubtful) {
  public static final RouteKnowledge NONE = new RouteKnowledge(new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>());

  /**
   * @param from the least amount concerned
   * @param penalty what it is worth in fees to avoid the channel
   */
  public record Doubt(MilliSatoshi from, MilliSatoshi penalty) {}

  public RouteKnowledge {
    tooMuch = Collections.unmodifiableSortedMap(new TreeMap<>(tooMuch));
    excludedNodes = Collections.unmodifiableSortedSet(new TreeSet<>(excludedNodes));
    newTerms = Collections.unmodifiableSortedMap(new TreeMap<>(newTerms));
    doubtful = Collections.unmodifiableSortedMap(new TreeMap<>(doubtful));
  }

  /** This, and {@code channel} could not forward {@code amount}. */
  public RouteKnowledge withTooMuch(DirectedChannel channel, MilliSatoshi amount) {
    SortedMap<DirectedChannel, MilliSatoshi> all = new TreeMap<>(tooMuch);
    all.merge(channel, amount, (a, b) -> a.isLessThan(b) ? a : b);
    return new RouteKnowledge(all, excludedNodes, newTerms, doubtful);
  }

  /** This, and {@code channel} is not to be used at all. */
  public RouteKnowledge withExcluded(DirectedChannel channel) {
    return withTooMuch(channel, MilliSatoshi.ZERO);
  }

  /** This, and {@code node} is not to be routed through. */
  public RouteKnowledge withExcluded(NodeId node) {
    SortedSet<NodeId> all = new TreeSet<>(excludedNodes);
    all.add(node);
    return new RouteKnowledge(tooMuch, all, newTerms, doubtful);
  }

  /** This, and {@code channel} forwards on other terms than the graph says. */
  public RouteKnowledge withTerms(DirectedChannel channel, ForwardingTerms terms) {
    SortedMap<DirectedChannel, ForwardingTerms> all = new TreeMap<>(newTerms);
    all.put(channel, terms);
    return new RouteKnowledge(tooMuch, excludedNodes, all, doubtful);
  }

  /** This with other doubts. */
  public RouteKnowledge withDoubts(SortedMap<DirectedChannel, Doubt> doubts) {
    return new RouteKnowledge(tooMuch, excludedNodes, newTerms, doubts);
  }

  /** Whether {@code channel} is known not to forward {@code amount}. */
  public boolean isTooMuch(DirectedChannel channel, MilliSatoshi amount) {
    MilliSatoshi failed = tooMuch.get(channel);
    return failed != null && !amount.isLessThan(failed);
  }

  /** The channels that the graph's own figures do not hold for. */
  Set<DirectedChannel> changedTerms() {
    return newTerms.keySet();
  }
}
