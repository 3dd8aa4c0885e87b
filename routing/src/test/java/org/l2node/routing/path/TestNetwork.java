package org.l2node.routing.path;

import fr.acinq.bitcoin.ByteVector32;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.graph.GraphBuilder;
import org.l2node.routing.graph.NetworkGraph;

/** A small network for tests, and requests in it: alice pays, at height 1000, with 18 and 42 blocks for the payee. */
public final class TestNetwork {
  public static final NodeId ALICE = MainnetGraph.node(1);
  public static final NodeId BOB = MainnetGraph.node(2);
  public static final NodeId CAROL = MainnetGraph.node(3);
  public static final NodeId DAVE = MainnetGraph.node(4);
  public static final NodeId ERIN = MainnetGraph.node(5);
  public static final NodeId FRANK = MainnetGraph.node(6);

  private static final long CAPACITY_SAT = 100_000_000_000L;

  private record Channel(NodeId node1, NodeId node2, ForwardingTerms from1, ForwardingTerms from2, boolean disabled, long capacitySat) {}

  private final TreeMap<ShortChannelId, Channel> channels = new TreeMap<>();

  public static List<NodeId> nodes(int count) {
    return IntStream.range(100, 100 + count).mapToObj(MainnetGraph::node).toList();
  }

  public static MilliSatoshi msat(long amount) {
    return new MilliSatoshi(amount);
  }

  public static ShortChannelId scid(int number) {
    return ShortChannelId.of(100, number, 0);
  }

  public static ChannelId channelId(int number) {
    byte[] id = new byte[32];
    id[31] = (byte) number;
    id[30] = (byte) (number >> 8);
    return new ChannelId(new ByteVector32(id));
  }

  public static ForwardingTerms terms(long base, long millionths, int delta) {
    return terms(base, millionths, delta, 1, CAPACITY_SAT);
  }

  public static ForwardingTerms terms(long base, long millionths, int delta, long minimum, long maximum) {
    return new ForwardingTerms(msat(base), millionths, new CltvExpiryDelta(delta), msat(minimum), msat(maximum));
  }

  public TestNetwork channel(int number, NodeId a, NodeId b, ForwardingTerms fromA, ForwardingTerms fromB) {
    return channel(number, a, b, fromA, fromB, CAPACITY_SAT);
  }

  public TestNetwork channel(int number, NodeId a, NodeId b, ForwardingTerms fromA, ForwardingTerms fromB, long capacitySat) {
    boolean ordered = a.compareTo(b) < 0;
    channels.put(scid(number),
        new Channel(ordered ? a : b, ordered ? b : a, ordered ? fromA : fromB, ordered ? fromB : fromA, false, capacitySat));
    return this;
  }

  public TestNetwork disabled(int number, NodeId a, NodeId b) {
    channel(number, a, b, terms(0, 0, 1), terms(0, 0, 1));
    channels.computeIfPresent(scid(number), (_, c) -> new Channel(c.node1, c.node2, c.from1, c.from2, true, c.capacitySat));
    return this;
  }

  public NetworkGraph graph() {
    GraphBuilder builder = new GraphBuilder();
    channels.forEach((scid, c) -> builder
        .channel(scid, builder.node(c.node1, null), builder.node(c.node2, null), new Satoshi(c.capacitySat).toMilliSatoshi())
        .side(0, c.from1, c.disabled, 1).side(1, c.from2, c.disabled, 1));
    return builder.build();
  }

  public static LocalChannel local(int number, NodeId peer, long spendableMsat) {
    return new LocalChannel(channelId(number), scid(number), peer, msat(spendableMsat), msat(1));
  }

  public static RouteRequest request(NodeId target, long amount, LocalChannel... locals) {
    return request(ALICE, target, amount, locals);
  }

  public static RouteRequest request(NodeId self, NodeId target, long amount, LocalChannel... locals) {
    return new RouteRequest(self, target, msat(amount), msat(1_000_000), new BlockHeight(1000), new CltvExpiryDelta(18 + 42),
        List.of(locals),
        List.of(), RouteKnowledge.NONE);
  }

  public static RouteRequest with(RouteRequest r, RouteKnowledge knowledge) {
    return new RouteRequest(r.self(), r.target(), r.amount(), r.maxFee(), r.height(), r.finalDelta(), r.localChannels(), r.hints(),
        knowledge);
  }

  public static RouteRequest withHints(RouteRequest r, RouteHint... hints) {
    return new RouteRequest(r.self(), r.target(), r.amount(), r.maxFee(), r.height(), r.finalDelta(), r.localChannels(), List.of(hints),
        r.knowledge());
  }

  public static RouteRequest withMaxFee(RouteRequest r, long maxFee) {
    return new RouteRequest(r.self(), r.target(), r.amount(), msat(maxFee), r.height(), r.finalDelta(), r.localChannels(), r.hints(),
        r.knowledge());
  }
}
