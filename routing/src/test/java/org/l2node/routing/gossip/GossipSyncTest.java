package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l2node.routing.gossip.GossipWorld.BOB;
import static org.l2node.routing.gossip.GossipWorld.CHAIN;
import static org.l2node.routing.gossip.GossipWorld.DAVE;
import static org.l2node.routing.gossip.GossipWorld.NOW;
import static org.l2node.routing.gossip.GossipWorld.announcement;
import static org.l2node.routing.gossip.GossipWorld.only;
import static org.l2node.routing.gossip.GossipWorld.scid;
import static org.l2node.routing.gossip.GossipWorld.sentTo;
import static org.l2node.routing.gossip.GossipWorld.update;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.EncodedShortIds;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipTimestampFilter;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.QueryChannelRange;
import org.l2node.channels.wire.QueryShortChannelIds;
import org.l2node.channels.wire.ReplyChannelRange;
import org.l2node.channels.wire.ReplyShortChannelIdsEnd;
import org.l2node.channels.wire.TlvStream;

class GossipSyncTest {
  private static final QueryChannelRange ALL = new QueryChannelRange(CHAIN, 0, 0xffffffffL, TlvStream.EMPTY);
  private static final ReplyShortChannelIdsEnd END = new ReplyShortChannelIdsEnd(CHAIN, 1);

  private GossipWorld world;

  @BeforeEach
  void setUp() {
    world = new GossipWorld();
  }

  private static ReplyChannelRange reply(long first, long number, int... numbers) {
    return new ReplyChannelRange(CHAIN, first, number, 1, EncodedShortIds.write(IntStream.of(numbers).mapToObj(GossipWorld::scid).toList()),
        TlvStream.EMPTY);
  }

  /** What a peer is asked for in the effects of the last step. */
  private List<ShortChannelId> askedFor(NodeId peer) {
    return sentTo(world.last, peer).stream().filter(QueryShortChannelIds.class::isInstance).map(QueryShortChannelIds.class::cast)
        .flatMap(q -> EncodedShortIds.read(q.encodedShortIds()).stream()).toList();
  }

  private static List<Message> queries(List<Message> sent) {
    return sent.stream().filter(m -> m instanceof QueryChannelRange || m instanceof QueryShortChannelIds).toList();
  }

  @Test
  void asksAPeerForNewsAndForAllThatThereIs() {
    world.connect(BOB);
    assertThat(sentTo(world.last, BOB)).containsExactly(new GossipTimestampFilter(CHAIN, NOW - 14 * 86_400, 0xffffffffL), ALL);

    world.know(1, "carol", "erin");
    world.received(BOB, reply(0, 101, 1, 2));
    assertThat(world.last).as("more is to come").isEmpty();
    world.received(BOB, reply(101, 0xffffffffL, 150));
    assertThat(askedFor(BOB)).containsExactly(scid(2), scid(150));

    world.received(BOB, announcement(2, "carol", "erin"));
    world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Unspent(scid(2), GossipWorld.funding(2), GossipWorld.CAPACITY)));
    world.received(BOB, update(2, "carol", "erin", NOW));
    world.received(BOB, END);
    assertThat(queries(sentTo(world.last, BOB))).isEmpty();
    assertThat(world.machine.graph().channel(scid(2))).isPresent();
  }

  @Test
  void oneQueryAtATimeToOnePeerAtATime() {
    world.connect(BOB, DAVE);
    assertThat(queries(sentTo(world.last, DAVE))).isEmpty();
    int[] many = IntStream.rangeClosed(1, 2_500).toArray();
    world.received(BOB, reply(0, 0xffffffffL, many));
    assertThat(askedFor(BOB)).hasSize(1_000);
    assertThat(queries(sentTo(world.tick(10), BOB))).isEmpty();
    world.received(BOB, END);
    assertThat(askedFor(BOB)).hasSize(1_000).first().isEqualTo(scid(1_001));
    world.received(BOB, END);
    assertThat(askedFor(BOB)).hasSize(500);
    world.received(BOB, END);
    assertThat(queries(sentTo(world.last, BOB))).isEmpty();
    // Done for an hour; then the other peer.
    assertThat(queries(sentTo(world.tick(3_599), DAVE))).isEmpty();
    assertThat(queries(sentTo(world.tick(1), DAVE))).containsExactly(ALL);
  }

  @Test
  void onlyPeersThatAnswerAreAsked() {
    world.step(new GossipEvent.PeerConnected(BOB, Features.of(8)));
    assertThat(sentTo(world.last, BOB)).containsExactly(new GossipTimestampFilter(CHAIN, 0xffffffffL, 0));
  }

  @Test
  void onlyAFewPeersStreamNewsAndOthersTakeTheirPlace() {
    List<NodeId> peers = IntStream.range(0, 7).mapToObj(i -> GossipWorld.id("peer " + i)).toList();
    List<GossipTimestampFilter> filters = new ArrayList<>();
    for (NodeId peer : peers) {
      world.connect(peer);
      filters.add((GossipTimestampFilter) sentTo(world.last, peer).getFirst());
    }
    assertThat(filters).extracting(GossipTimestampFilter::timestampRange).containsExactly(0xffffffffL, 0xffffffffL, 0xffffffffL,
        0xffffffffL,
        0xffffffffL, 0L, 0L);
    world.step(new GossipEvent.PeerDisconnected(peers.get(2)));
    assertThat(((GossipTimestampFilter) sentTo(world.last, peers.get(5)).getFirst()).timestampRange()).isEqualTo(0xffffffffL);
  }

  @Test
  @Tag("V62")
  void aPeerThatDoesNotAnswerIsLeftForTheNext() {
    world.connect(BOB, DAVE);
    world.tick(59);
    assertThat(queries(sentTo(world.last, DAVE))).isEmpty();
    assertThat(queries(sentTo(world.tick(1), DAVE))).containsExactly(ALL);
    // What bob says now is too late.
    world.received(BOB, reply(0, 0xffffffffL, 1));
    assertThat(world.last).isEmpty();
  }

  @Test
  @Tag("V62")
  void emptyRepliesWithoutEndAreNoProgress() {
    world.connect(BOB, DAVE);
    for (int i = 0; i < 59; i++) {
      world.received(BOB, reply(i, 1));
      world.tick(1);
    }
    assertThat(queries(sentTo(world.tick(1), DAVE))).containsExactly(ALL);
  }

  @Test
  @Tag("V62")
  void moreRepliesThanThereCanBeEndTheSync() {
    world.connect(BOB, DAVE);
    int i = 0;
    while (only(world.received(BOB, reply(0, 1, 1)), GossipEffect.Violated.class).findAny().isEmpty()) {
      assertThat(++i).isLessThan(10_000);
    }
    assertThat(queries(sentTo(world.tick(1), DAVE))).containsExactly(ALL);
  }

  @Test
  @Tag("V62")
  void repliesThatGoBackOrMakeNoSenseEndTheSync() {
    ReplyChannelRange otherChain = new ReplyChannelRange(ByteVector32.One, 60, 1, 1, EncodedShortIds.write(List.of()), TlvStream.EMPTY);
    ReplyChannelRange compressed = new ReplyChannelRange(CHAIN, 60, 1, 1, new ByteVector("01"), TlvStream.EMPTY);
    ReplyChannelRange cut = new ReplyChannelRange(CHAIN, 60, 1, 1, new ByteVector("0000"), TlvStream.EMPTY);
    for (ReplyChannelRange bad : List.of(reply(49, 2), otherChain, compressed, cut)) {
      GossipWorld fresh = new GossipWorld().connect(BOB);
      fresh.received(BOB, reply(50, 10));
      assertThat(only(fresh.received(BOB, bad), GossipEffect.Violated.class)).hasSize(1);
      fresh.received(BOB, reply(60, 0xffffffffL, 1));
      assertThat(fresh.last).isEmpty();
    }
  }

  @Test
  @Tag("V62")
  void anEndThatNobodyWaitsForChangesNothing() {
    world.connect(BOB);
    assertThat(world.received(BOB, END)).isEmpty();
    world.received(BOB, reply(0, 0xffffffffL, 1));
    assertThat(askedFor(BOB)).containsExactly(scid(1));
    assertThat(world.received(DAVE, END)).isEmpty();
  }

  @Test
  @Tag("V62")
  void staleIdsAreNotAskedForAgain() {
    world.connect(BOB);
    world.received(BOB, announcement(1, "carol", "erin"));
    world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Gone(scid(1))));
    world.received(BOB, reply(0, 0xffffffffL, 1));
    assertThat(queries(sentTo(world.last, BOB))).isEmpty();
  }

  @Test
  void asksForNoMoreWhileTheChainIsBehind() {
    world.connect(BOB);
    world.received(BOB, reply(0, 0xffffffffL, IntStream.rangeClosed(1, 1_500).toArray()));
    for (int i = 1; i <= 520; i++) {
      world.received(BOB, announcement(i, "carol", "erin"));
    }
    world.received(BOB, END);
    assertThat(queries(sentTo(world.last, BOB))).isEmpty();
    world.tick(100);
    assertThat(queries(sentTo(world.last, BOB))).isEmpty();
    for (int i = 1; i <= 20; i++) {
      world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Gone(scid(i))));
    }
    assertThat(askedFor(BOB)).hasSize(500);
  }

  @Test
  void aChannelThatOnlyItsUpdateTellsOfIsAskedFor() {
    world.connect(BOB);
    world.received(BOB, reply(0, 0xffffffffL));
    world.received(BOB, update(7, "carol", "erin", NOW));
    world.tick(1);
    assertThat(askedFor(BOB)).containsExactly(scid(7));
  }

  @Test
  void nothingIsAskedForBeforeTheChainIsHeardOf() {
    GossipWorld early = new GossipWorld(new GossipConfig(GossipWorld.key("alice"), CHAIN,
        new NodeProfile("alice", new ByteVector("000000"), Features.NONE, List.of()), java.time.Duration.ofSeconds(1)));
    early.connect(BOB);
    assertThat(queries(sentTo(early.last, BOB))).isEmpty();
    assertThat(queries(sentTo(early.step(new GossipEvent.BlockConnected(new BlockHeight(1_000), List.of())), BOB))).containsExactly(ALL);
  }
}
