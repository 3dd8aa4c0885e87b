package org.l2node.routing.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.NodeId;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.graph.NetworkGraph;

/** Compares the finder with one that tries every way there is, on small random graphs. */
class PathOracleTest {
  private static final int NODES = 8;
  private static final long AMOUNT = 20_000_000;

  private record Edge(NodeId from, NodeId to, int scid, ForwardingTerms terms, long capacitySat) {}

  /** @param edges all of them, both directions */
  private record World(List<NodeId> nodes, NetworkGraph graph, List<Edge> edges, RouteRequest request) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsTheCheapestOfAllWays(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 150; round++) {
      World world = world(random);
      PathResult result = new PathFinder().find(world.graph, world.request);
      double best = bestCost(world, world.request.target(), AMOUNT, 60, new HashSet<>(Set.of(world.request.target())));
      if (result instanceof PathResult.Found(Route route)) {
        found++;
        double cost = checkedCost(world, route);
        // What a way costs depends a little on the fees behind it, so the algorithm's choice can miss the optimum by those fees' own fees.
        assertThat(cost).as("seed %d round %d: %s", seed, round, route).isCloseTo(best, within(best * 0.002 + 20));
      } else {
        assertThat(result).as("seed %d round %d", seed, round).isInstanceOfAny(PathResult.NoRoute.class,
            PathResult.InsufficientBalance.class);
        assertThat(best).as("seed %d round %d", seed, round).isInfinite();
      }
    }
    assertThat(found).isGreaterThan(40);
  }

  private static World world(Random random) {
    List<NodeId> nodes = TestNetwork.nodes(NODES);
    TestNetwork network = new TestNetwork();
    List<Edge> edges = new ArrayList<>();
    List<LocalChannel> locals = new ArrayList<>();
    int channels = 6 + random.nextInt(12);
    for (int i = 1; i <= channels; i++) {
      NodeId a = nodes.get(random.nextInt(NODES));
      NodeId b = nodes.get(random.nextInt(NODES));
      if (a.equals(b)) {
        continue;
      }
      long capacitySat = 50_000L + random.nextInt(200_000);
      ForwardingTerms fromA = terms(random, capacitySat);
      ForwardingTerms fromB = terms(random, capacitySat);
      network.channel(i, a, b, fromA, fromB, capacitySat);
      edges.add(new Edge(a, b, i, fromA, capacitySat));
      edges.add(new Edge(b, a, i, fromB, capacitySat));
      NodeId self = nodes.get(0);
      if (a.equals(self) || b.equals(self)) {
        // Enough for every fee or not even for the amount: at the border itself the finder may choose another way than the oracle.
        locals.add(TestNetwork.local(i, a.equals(self) ? b : a, random.nextInt(5) == 0 ? AMOUNT - 1 : 10 * AMOUNT));
      }
    }
    RouteRequest request = TestNetwork.request(nodes.get(0), nodes.get(NODES - 1), AMOUNT, locals.toArray(LocalChannel[]::new));
    return new World(nodes, network.graph(), edges, TestNetwork.withMaxFee(request, 9 * AMOUNT));
  }

  private static ForwardingTerms terms(Random random, long capacitySat) {
    long maximum = random.nextInt(6) == 0 ? AMOUNT / 2 : capacitySat * 1000;
    long minimum = random.nextInt(6) == 0 ? AMOUNT * 2 : 1;
    if (minimum > maximum) {
      minimum = maximum;
    }
    return TestNetwork.terms(random.nextInt(10_000), random.nextInt(2_000), 10 + random.nextInt(130), minimum, maximum);
  }

  /** The least cost from {@code node} to the payee's end over all ways that visit no node twice, backwards as fees demand. */
  private static double bestCost(World world, NodeId node, long amount, int delta, Set<NodeId> visited) {
    double best = Double.POSITIVE_INFINITY;
    if (world.request.localChannels().stream().anyMatch(l -> l.peer().equals(node) && l.canSend(TestNetwork.msat(amount)))) {
      best = 0;
    }
    for (Edge edge : world.edges) {
      if (edge.to.equals(node) && !edge.from.equals(world.request.self()) && carries(edge, amount) && visited.add(edge.from)) {
        long fee = fee(edge.terms, amount);
        if (delta + edge.terms.cltvExpiryDelta().blocks() <= 2016) {
          best = Math.min(best, cost(edge, amount)
              + bestCost(world, edge.from, amount + fee, delta + edge.terms.cltvExpiryDelta().blocks(), visited));
        }
        visited.remove(edge.from);
      }
    }
    return best;
  }

  private static boolean carries(Edge edge, long amount) {
    ForwardingTerms t = edge.terms;
    return t.htlcMinimum().msat() <= t.htlcMaximum().msat() && amount >= t.htlcMinimum().msat() && amount <= t.htlcMaximum().msat();
  }

  private static long fee(ForwardingTerms terms, long amount) {
    return terms.feeBase().msat()
        + java.math.BigInteger.valueOf(amount).multiply(java.math.BigInteger.valueOf(terms.feeProportionalMillionths()))
            .divide(java.math.BigInteger.valueOf(1_000_000)).longValueExact();
  }

  /** The cost of one hop in real numbers, as {@link PathCost} says in words. */
  private static double cost(Edge edge, long amount) {
    double success = 1 - (double) amount / edge.terms.htlcMaximum().msat() * 1024 / 1025;
    return fee(edge.terms, amount) + 500 + amount / 10_000.0 + 15e-9 * amount * edge.terms.cltvExpiryDelta().blocks()
        - Math.log(success) / Math.log(2) * (1_000 + amount / 2_000.0);
  }

  /** The cost of a route, computed anew from its end, each amount, expiry and limit checked on the way. */
  private static double checkedCost(World world, Route route) {
    double cost = 0;
    long amount = AMOUNT;
    long expiry = 1060;
    for (int i = route.hops().size() - 1; i > 0; i--) {
      Route.Hop hop = route.hops().get(i);
      assertThat(hop.amount().msat()).isEqualTo(amount);
      assertThat(hop.expiry().value()).isEqualTo(expiry);
      DirectedChannel channel = route.channelInto(i, world.request.self());
      Edge edge = world.edges.stream().filter(e -> DirectedChannel.of(TestNetwork.scid(e.scid), e.from, e.to).equals(channel)).findFirst()
          .orElseThrow();
      assertThat(carries(edge, amount)).isTrue();
      assertThat(route.hops().get(i - 1).fee().msat()).isEqualTo(fee(edge.terms, amount));
      cost += cost(edge, amount);
      amount += fee(edge.terms, amount);
      expiry += edge.terms.cltvExpiryDelta().blocks();
    }
    assertThat(route.amount().msat()).isEqualTo(amount);
    assertThat(route.expiry().value()).isEqualTo(expiry);
    long leaving = amount;
    assertThat(world.request.localChannels())
        .anyMatch(l -> l.channelId().equals(route.firstChannel()) && l.peer().equals(route.hops().getFirst().nodeId())
            && l.spendable().msat() >= leaving);
    return cost;
  }
}
