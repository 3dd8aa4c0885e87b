package org.l2node.routing.payment;

import fr.acinq.bitcoin.ByteVector32;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.NetworkGraph;
import org.l2node.routing.path.LocalChannel;
import org.l2node.routing.path.RouteKnowledge;

/**
 * What a payment's step may know of the world.
 *
 * @param self this node
 * @param chainHash the base chain, as in gossip
 * @param graph the network
 * @param channels this node's channels that can send now
 * @param whyNoChannel why there are none of them, for people; empty where there are some
 * @param doubts from {@code RouteMemory}
 * @param height of the chain
 * @param now the time
 */
public record PaymentEnv(
    NodeId self,
    ByteVector32 chainHash,
    NetworkGraph graph,
    List<LocalChannel> channels,
    String whyNoChannel,
    SortedMap<DirectedChannel, RouteKnowledge.Doubt> doubts,
    BlockHeight height,
    Instant now) {
  public PaymentEnv {
    channels = List.copyOf(channels);
  }
}
