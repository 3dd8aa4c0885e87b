package org.l2node.routing.path;

import java.util.List;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.DirectedChannel;

/**
 * A way for one HTLC from this node to the payee.
 *
 * @param firstChannel this node's own channel that it leaves by
 * @param hops the nodes that the HTLC reaches, the payee last; at least one, at most 20
 */
public record Route(ChannelId firstChannel, List<Hop> hops) {
  /**
   * One node on the way and the HTLC that reaches it.
   *
   * @param nodeId the node
   * @param shortChannelId the channel by which the HTLC reaches it
   * @param amount of that HTLC
   * @param expiry of that HTLC
   * @param fee what this node keeps of the amount; zero at the payee
   */
  public record Hop(NodeId nodeId, ShortChannelId shortChannelId, MilliSatoshi amount, CltvExpiry expiry, MilliSatoshi fee) {}

  /** @throws IllegalArgumentException if there is no hop or more than 20 */
  public Route {
    hops = List.copyOf(hops);
    if (hops.isEmpty() || hops.size() > PathFinder.MAX_HOPS) {
      throw new IllegalArgumentException("not a route: " + hops.size() + " hops");
    }
  }

  /** What leaves this node: what the payee gets and all fees. */
  public MilliSatoshi amount() {
    return hops.getFirst().amount();
  }

  /** What the payee gets. */
  public MilliSatoshi delivered() {
    return hops.getLast().amount();
  }

  /** All that the nodes in between keep. */
  public MilliSatoshi fee() {
    return amount().minus(delivered());
  }

  /** The expiry of the HTLC that this node offers. */
  public CltvExpiry expiry() {
    return hops.getFirst().expiry();
  }

  /** The payee. */
  public NodeId payee() {
    return hops.getLast().nodeId();
  }

  /** The channel and direction by which the HTLC reaches {@code hops.get(index)}; {@code self} is the node that pays. */
  public DirectedChannel channelInto(int index, NodeId self) {
    NodeId from = index == 0 ? self : hops.get(index - 1).nodeId();
    return DirectedChannel.of(hops.get(index).shortChannelId(), from, hops.get(index).nodeId());
  }
}
