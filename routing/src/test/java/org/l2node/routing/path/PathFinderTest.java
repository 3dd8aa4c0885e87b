package org.l2node.routing.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.l2node.routing.path.TestNetwork.ALICE;
import static org.l2node.routing.path.TestNetwork.BOB;
import static org.l2node.routing.path.TestNetwork.CAROL;
import static org.l2node.routing.path.TestNetwork.DAVE;
import static org.l2node.routing.path.TestNetwork.ERIN;
import static org.l2node.routing.path.TestNetwork.msat;
import static org.l2node.routing.path.TestNetwork.scid;
import static org.l2node.routing.path.TestNetwork.terms;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.graph.NetworkGraph;

class PathFinderTest {
  /** The network of BOLT 7's routing example: a square, each node with one fee and one delta for all its channels. */
  private static final NetworkGraph SQUARE = new TestNetwork()
      .channel(1, ALICE, BOB, terms(100, 1000, 10), terms(200, 2000, 20))
      .channel(2, BOB, CAROL, terms(200, 2000, 20), terms(300, 3000, 30))
      .channel(3, CAROL, DAVE, terms(300, 3000, 30), terms(400, 4000, 40))
      .channel(4, ALICE, DAVE, terms(100, 1000, 10), terms(400, 4000, 40))
      .graph();

  private final PathFinder finder = new PathFinder();

  private static RouteRequest request(NodeId target, long amount) {
    return TestNetwork.request(target, amount, TestNetwork.local(1, BOB, 50_000_000), TestNetwork.local(4, DAVE, 50_000_000));
  }

  private Route found(NetworkGraph graph, RouteRequest request) {
    PathResult result = finder.find(graph, request);
    assertThat(result).isInstanceOf(PathResult.Found.class);
    return ((PathResult.Found) result).route();
  }

  @Test
  void amountsAndExpiriesAreThoseOfTheBoltsExample() {
    Route route = found(SQUARE, request(CAROL, 4_999_999));

    CltvExpiry last = new CltvExpiry(1000 + 18 + 42);
    assertThat(route.hops()).containsExactly(
        new Route.Hop(BOB, scid(1), msat(5_010_198), last.plus(new CltvExpiryDelta(20)), msat(10_199)),
        new Route.Hop(CAROL, scid(2), msat(4_999_999), last, msat(0)));
    assertThat(route.fee()).isEqualTo(msat(10_199));
    assertThat(route.firstChannel()).isEqualTo(TestNetwork.channelId(1));
  }

  @Test
  void theDearerSideOfTheExampleWhereTheCheaperIsExcluded() {
    RouteRequest request = request(CAROL, 4_999_999);
    Route route = found(SQUARE, TestNetwork.with(request, RouteKnowledge.NONE.withExcluded(BOB)));

    CltvExpiry last = new CltvExpiry(1000 + 18 + 42);
    assertThat(route.hops()).containsExactly(
        new Route.Hop(DAVE, scid(4), msat(5_020_398), last.plus(new CltvExpiryDelta(40)), msat(20_399)),
        new Route.Hop(CAROL, scid(3), msat(4_999_999), last, msat(0)));
  }

  @Test
  void aPeerIsPaidDirectlyWithoutAFee() {
    Route route = found(NetworkGraph.EMPTY, request(BOB, 4_999_999));

    assertThat(route.hops()).containsExactly(new Route.Hop(BOB, scid(1), msat(4_999_999), new CltvExpiry(1060), msat(0)));
  }

  @Test
  void ofSeveralChannelsToAPeerTheOneWithMostToSpendIsTaken() {
    RouteRequest request = TestNetwork.request(BOB, 1_000_000, TestNetwork.local(1, BOB, 1_500_000), TestNetwork.local(7, BOB, 2_000_000),
        TestNetwork.local(8, BOB, 900_000));

    assertThat(found(SQUARE, request).firstChannel()).isEqualTo(TestNetwork.channelId(7));

    RouteKnowledge failed = RouteKnowledge.NONE.withTooMuch(DirectedChannel.of(scid(7), ALICE, BOB), msat(1_000_000));
    assertThat(found(SQUARE, TestNetwork.with(request, failed)).firstChannel()).isEqualTo(TestNetwork.channelId(1));
  }

  @Test
  void aBalanceThatDoesNotCoverTheFeesIsNotUsed() {
    RouteRequest request = TestNetwork.request(CAROL, 4_999_999, TestNetwork.local(1, BOB, 5_010_197),
        TestNetwork.local(4, DAVE, 5_020_398));

    assertThat(found(SQUARE, request).hops().getFirst().nodeId()).isEqualTo(DAVE);
  }

  @Test
  void refusesToPayItself() {
    assertThat(finder.find(SQUARE, request(ALICE, 1))).isEqualTo(new PathResult.SelfPayment());
  }

  @Test
  void saysHowMuchCouldBeSentAtMost() {
    assertThat(finder.find(SQUARE, request(CAROL, 50_000_001))).isEqualTo(new PathResult.InsufficientBalance(msat(50_000_000)));
    assertThat(finder.find(SQUARE, TestNetwork.request(CAROL, 1))).isEqualTo(new PathResult.InsufficientBalance(msat(0)));
  }

  @Test
  @Tag("V72")
  void noRouteCostsMoreThanAllowed() {
    RouteRequest request = request(CAROL, 4_999_999);
    assertThat(finder.find(SQUARE, TestNetwork.withMaxFee(request, 10_198))).isEqualTo(new PathResult.FeeTooHigh(msat(10_199)));
    assertThat(finder.find(SQUARE, TestNetwork.withMaxFee(request, 10_199))).isInstanceOf(PathResult.Found.class);
  }

  @Test
  void aCheaperRouteThatIsOtherwiseWorseIsTakenWhereTheBetterOneExceedsTheFee() {
    // By bob: no fee, but 1,900 blocks. By dave: 500 msat.
    NetworkGraph graph = new TestNetwork().channel(1, ALICE, BOB, terms(0, 0, 10), terms(0, 0, 10))
        .channel(2, BOB, CAROL, terms(0, 0, 1_900), terms(0, 0, 10))
        .channel(3, CAROL, DAVE, terms(0, 0, 10), terms(500, 0, 10))
        .graph();
    RouteRequest request = request(CAROL, 40_000_000);

    assertThat(found(graph, request).hops().getFirst().nodeId()).isEqualTo(DAVE);
    assertThat(found(graph, TestNetwork.withMaxFee(request, 499)).hops().getFirst().nodeId()).isEqualTo(BOB);
  }

  @Test
  void anUnknownPayeeHasNoRoute() {
    assertThat(finder.find(SQUARE, request(ERIN, 1_000))).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  @Tag("V51")
  void reachesAPayeeBehindAChannelThatOnlyTheInvoiceTellsOf() {
    RouteRequest request = TestNetwork.withHints(request(ERIN, 1_000_000), new RouteHint(CAROL, ERIN, scid(99), terms(50, 10, 6)));
    Route route = found(SQUARE, request);

    assertThat(route.hops()).extracting(Route.Hop::nodeId).containsExactly(BOB, CAROL, ERIN);
    assertThat(route.hops().get(2).shortChannelId()).isEqualTo(scid(99));
    assertThat(route.hops().get(1).fee()).isEqualTo(msat(60));
    assertThat(route.hops().get(1).expiry()).isEqualTo(new CltvExpiry(1060 + 6));
  }

  @Test
  @Tag("V51")
  void hintsThatRunInCirclesAreHarmless() {
    RouteRequest circle = TestNetwork.withHints(request(ERIN, 1_000_000), new RouteHint(ERIN, ERIN, scid(97), terms(0, 0, 0)),
        new RouteHint(CAROL, ERIN, scid(98), terms(0, 0, 0)), new RouteHint(ERIN, CAROL, scid(99), terms(0, 0, 0)));
    assertThat(found(SQUARE, circle).hops()).hasSize(3);

    RouteRequest island = TestNetwork.withHints(request(ERIN, 1_000_000), new RouteHint(TestNetwork.FRANK, ERIN, scid(98), terms(0, 0, 0)),
        new RouteHint(ERIN, TestNetwork.FRANK, scid(99), terms(0, 0, 0)));
    assertThat(finder.find(SQUARE, island)).isEqualTo(new PathResult.NoRoute());

    RouteRequest overSelf = TestNetwork.withHints(request(ERIN, 1_000_000), new RouteHint(ALICE, ERIN, scid(98), terms(0, 0, 0)));
    assertThat(finder.find(SQUARE, overSelf)).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  @Tag("V51")
  void anAmountAsLargeAsTheChannelIsNoDivisionByZero() {
    NetworkGraph graph = new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1, 1, 40_000_000), terms(0, 0, 1), 40_000).graph();

    assertThat(found(graph, request(CAROL, 40_000_000)).hops()).hasSize(2);
    assertThat(finder.find(graph, request(CAROL, 40_000_001))).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  void leastAndGreatestAmountsAreKept() {
    NetworkGraph graph = new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1, 1_000, 2_000), terms(0, 0, 1)).graph();

    assertThat(finder.find(graph, request(CAROL, 999))).isEqualTo(new PathResult.NoRoute());
    assertThat(finder.find(graph, request(CAROL, 1_000))).isInstanceOf(PathResult.Found.class);
    assertThat(finder.find(graph, request(CAROL, 2_000))).isInstanceOf(PathResult.Found.class);
    assertThat(finder.find(graph, request(CAROL, 2_001))).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  void disabledOrImpossibleChannelsAreNotUsed() {
    assertThat(finder.find(new TestNetwork().disabled(2, BOB, CAROL).graph(), request(CAROL, 1_000))).isEqualTo(new PathResult.NoRoute());
    // BOLT 7: a maximum below the minimum, or above the capacity, is a channel to leave alone.
    assertThat(
        finder.find(new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1, 1_000, 999), terms(0, 0, 1)).graph(), request(CAROL, 1_000)))
        .isEqualTo(new PathResult.NoRoute());
    assertThat(
        finder.find(new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1, 1, 40_000_001), terms(0, 0, 1), 40_000).graph(),
            request(CAROL, 1_000)))
        .isEqualTo(new PathResult.NoRoute());
    assertThat(finder.find(new TestNetwork().channel(2, BOB, CAROL, terms(0, 1_000_001, 1), terms(0, 0, 1)).graph(), request(CAROL, 1_000)))
        .isEqualTo(new PathResult.NoRoute());
  }

  @Test
  void newTermsFromAFailureReplaceThoseOfTheGraph() {
    DirectedChannel bobCarol = DirectedChannel.of(scid(2), BOB, CAROL);
    RouteRequest request = request(CAROL, 4_999_999);

    Route cheaper = found(SQUARE, TestNetwork.with(request, RouteKnowledge.NONE.withTerms(bobCarol, terms(1, 0, 25))));
    assertThat(cheaper.fee()).isEqualTo(msat(1));
    assertThat(cheaper.expiry()).isEqualTo(new CltvExpiry(1060 + 25));

    Route elsewhere = found(SQUARE, TestNetwork.with(request, RouteKnowledge.NONE.withTerms(bobCarol, terms(5_000_000, 0, 20))));
    assertThat(elsewhere.hops().getFirst().nodeId()).isEqualTo(DAVE);

    NetworkGraph disabled = new TestNetwork().disabled(2, BOB, CAROL).graph();
    assertThat(found(disabled, TestNetwork.with(request, RouteKnowledge.NONE.withTerms(bobCarol, terms(7, 0, 20)))).fee())
        .isEqualTo(msat(7));
  }

  @Test
  void aChannelThatFailedForAnAmountIsUsedForLess() {
    NetworkGraph graph = new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1), terms(0, 0, 1)).graph();
    RouteKnowledge failed = RouteKnowledge.NONE.withTooMuch(DirectedChannel.of(scid(2), BOB, CAROL), msat(1_000));

    assertThat(finder.find(graph, TestNetwork.with(request(CAROL, 1_000), failed))).isEqualTo(new PathResult.NoRoute());
    assertThat(finder.find(graph, TestNetwork.with(request(CAROL, 999), failed))).isInstanceOf(PathResult.Found.class);
  }

  @Test
  void doubtIsWeighedAgainstFees() {
    RouteRequest request = request(CAROL, 4_999_999);
    DirectedChannel bobCarol = DirectedChannel.of(scid(2), BOB, CAROL);
    var small = new java.util.TreeMap<>(java.util.Map.of(bobCarol, new RouteKnowledge.Doubt(msat(1), msat(1_000))));
    var large = new java.util.TreeMap<>(java.util.Map.of(bobCarol, new RouteKnowledge.Doubt(msat(1), msat(50_000))));

    assertThat(found(SQUARE, TestNetwork.with(request, RouteKnowledge.NONE.withDoubts(small))).hops().getFirst().nodeId()).isEqualTo(BOB);
    assertThat(found(SQUARE, TestNetwork.with(request, RouteKnowledge.NONE.withDoubts(large))).hops().getFirst().nodeId()).isEqualTo(DAVE);
  }

  @Test
  void noRouteLocksMoneyForMoreThanTwoWeeks() {
    NetworkGraph graph = new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1_956), terms(0, 0, 1)).graph();
    assertThat(found(graph, request(CAROL, 1_000)).expiry()).isEqualTo(new CltvExpiry(1000 + 2016));

    NetworkGraph longer = new TestNetwork().channel(2, BOB, CAROL, terms(0, 0, 1_957), terms(0, 0, 1)).graph();
    assertThat(finder.find(longer, request(CAROL, 1_000))).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  void twentyHopsFitAnOnionAndNoMore() {
    List<NodeId> line = TestNetwork.nodes(22);
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 21; i++) {
      network.channel(i + 1, line.get(i), line.get(i + 1), terms(0, 0, 1), terms(0, 0, 1));
    }
    RouteRequest to20 = TestNetwork.request(line.get(0), line.get(20), 1_000, TestNetwork.local(1, line.get(1), 10_000));
    RouteRequest to21 = TestNetwork.request(line.get(0), line.get(21), 1_000, TestNetwork.local(1, line.get(1), 10_000));

    assertThat(found(network.graph(), to20).hops()).hasSize(20);
    assertThat(finder.find(network.graph(), to21)).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  @Tag("V53")
  void feesAtTheirBoundsDoNotOverflow() {
    ForwardingTerms most = new ForwardingTerms(new MilliSatoshi(0xffffffffL), 1_000_000, new CltvExpiryDelta(65_535), msat(0),
        MilliSatoshi.MAX);
    assertThat(most.feeFor(msat(2_000_000_000_000_000L))).isEqualTo(msat(2_000_000_000_000_000L + 0xffffffffL));
    assertThat(new ForwardingTerms(msat(0), 0xffffffffL, new CltvExpiryDelta(0), msat(0), MilliSatoshi.MAX).isUsable()).isFalse();

    List<NodeId> line = TestNetwork.nodes(21);
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 20; i++) {
      ForwardingTerms dear = new ForwardingTerms(new MilliSatoshi(0xffffffffL), 1_000_000, new CltvExpiryDelta(1), msat(0),
          MilliSatoshi.MAX);
      network.channel(i + 1, line.get(i), line.get(i + 1), dear, dear, MilliSatoshi.MAX.msat() / 1000);
    }
    RouteRequest request = TestNetwork.request(line.get(0), line.get(20), 1_000_000_000_000L,
        TestNetwork.local(1, line.get(1), MilliSatoshi.MAX.msat()));
    assertThat(finder.find(network.graph(), TestNetwork.withMaxFee(request, MilliSatoshi.MAX.msat()))).isEqualTo(new PathResult.NoRoute());
  }

  @Test
  void nothingIsNoAmount() {
    assertThatThrownBy(() -> finder.find(SQUARE, request(CAROL, 0))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theHeightIsCountedFromNotReadFromAClock() {
    RouteRequest request = request(BOB, 1_000);
    RouteRequest later = new RouteRequest(request.self(), request.target(), request.amount(), request.maxFee(), new BlockHeight(900_000),
        new CltvExpiryDelta(18), request.localChannels(), List.of(), RouteKnowledge.NONE);
    assertThat(found(SQUARE, later).expiry()).isEqualTo(new CltvExpiry(900_018));
  }
}
