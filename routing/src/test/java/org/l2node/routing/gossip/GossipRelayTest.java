package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l2node.routing.gossip.GossipWorld.BOB;
import static org.l2node.routing.gossip.GossipWorld.CAROL;
import static org.l2node.routing.gossip.GossipWorld.CHAIN;
import static org.l2node.routing.gossip.GossipWorld.DAVE;
import static org.l2node.routing.gossip.GossipWorld.ERIN;
import static org.l2node.routing.gossip.GossipWorld.NOW;
import static org.l2node.routing.gossip.GossipWorld.announcement;
import static org.l2node.routing.gossip.GossipWorld.node;
import static org.l2node.routing.gossip.GossipWorld.only;
import static org.l2node.routing.gossip.GossipWorld.scid;
import static org.l2node.routing.gossip.GossipWorld.sentTo;
import static org.l2node.routing.gossip.GossipWorld.update;
import static org.l2node.routing.gossip.GossipWorld.withFlags;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.EncodedShortIds;
import org.l2node.channels.wire.GossipTimestampFilter;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.QueryChannelRange;
import org.l2node.channels.wire.QueryShortChannelIds;
import org.l2node.channels.wire.ReplyChannelRange;
import org.l2node.channels.wire.ReplyShortChannelIdsEnd;
import org.l2node.channels.wire.TlvStream;

class GossipRelayTest {
  private static final GossipTimestampFilter ALL = new GossipTimestampFilter(CHAIN, 0, 0xffffffffL);

  private GossipWorld world;

  @BeforeEach
  void setUp() {
    world = new GossipWorld().connect(BOB, DAVE, ERIN);
  }

  private static QueryShortChannelIds ids(TlvStream tlvs, int... numbers) {
    return new QueryShortChannelIds(CHAIN, EncodedShortIds.write(IntStream.of(numbers).mapToObj(GossipWorld::scid).toList()), tlvs);
  }

  @Test
  void nobodyHearsWhatItDidNotAskFor() {
    world.know(1, "carol", "erin");
    assertThat(world.tick(60)).noneMatch(e -> e instanceof GossipEffect.SendEncoded || e instanceof GossipEffect.MoreWaiting);
    assertThat(world.drain(DAVE)).isEmpty();
  }

  @Test
  void whoAsksHearsTheChannelThenItsUpdatesThenItsNodesOnce() {
    world.received(DAVE, ALL);
    world.know(1, "carol", "erin");
    world.received(BOB, node("carol", world.now));
    assertThat(world.drain(DAVE)).as("before the flush").isEmpty();

    assertThat(world.tick(60)).contains(new GossipEffect.MoreWaiting(DAVE));
    List<Message> heard = world.drain(DAVE);
    assertThat(heard).containsExactly(announcement(1, "carol", "erin"), update(1, "carol", "erin", NOW), update(1, "erin", "carol", NOW),
        node("carol", NOW));
    assertThat(world.drain(DAVE)).isEmpty();
    assertThat(world.drain(BOB)).as("who told it").isEmpty();
  }

  @Test
  void theSourceDoesNotHearItsOwnWordsAgain() {
    world.received(BOB, ALL);
    world.know(1, "carol", "erin");
    world.received(DAVE, update(1, "carol", "erin", world.now + 1));
    world.tick(60);

    assertThat(world.drain(BOB)).containsExactly(update(1, "carol", "erin", NOW + 1));
  }

  @Test
  void onlyTheLatestUpdateIsPassedOn() {
    world.received(DAVE, ALL);
    world.know(1, "carol", "erin");
    world.received(BOB, update(1, "carol", "erin", NOW + 5));
    world.tick(60);

    assertThat(world.drain(DAVE)).containsExactly(announcement(1, "carol", "erin"), update(1, "erin", "carol", NOW),
        update(1, "carol", "erin", NOW + 5));
  }

  @Test
  void aChannelWithoutUpdatesIsNotPassedOn() {
    world.received(DAVE, ALL);
    world.received(BOB, announcement(1, "carol", "erin"));
    world.step(new GossipEvent.FundingChecked(
        new FundingCheck.Answer.Unspent(scid(1), GossipWorld.funding(1), GossipWorld.CAPACITY)));
    world.received(BOB, node("carol", world.now));
    world.tick(60);
    assertThat(world.drain(DAVE)).isEmpty();

    world.received(BOB, update(1, "carol", "erin", world.now));
    world.tick(60);
    assertThat(world.drain(DAVE)).containsExactly(announcement(1, "carol", "erin"), update(1, "carol", "erin", NOW + 60),
        node("carol", NOW));
  }

  @Test
  void aNodeIsNeverToldOfBeforeAChannelOfIt() {
    world.know(1, "carol", "erin");
    world.received(BOB, node("carol", world.now));
    world.know(2, "carol", "dave");
    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_001), List.of(GossipWorld.funding(1))));
    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_073), List.of()));
    world.tick(60);
    world.received(ERIN, ALL);

    List<Message> heard = world.drain(ERIN);
    assertThat(heard).hasSize(4);
    assertThat(heard.getFirst()).isEqualTo(announcement(2, "carol", "dave"));
    assertThat(heard.getLast()).isEqualTo(node("carol", NOW));
  }

  @Test
  void aFilterSaysFromWhenToWhen() {
    world.know(1, "carol", "erin");
    world.now += 1_000;
    world.know(2, "carol", "dave");
    world.tick(60);

    world.received(DAVE, new GossipTimestampFilter(CHAIN, NOW + 1, 0xffffffffL));
    assertThat(world.drain(DAVE)).hasSize(3).first().isEqualTo(announcement(2, "carol", "dave"));
    world.received(DAVE, new GossipTimestampFilter(CHAIN, NOW, 1));
    assertThat(world.drain(DAVE)).hasSize(3).first().isEqualTo(announcement(1, "carol", "erin"));
    world.received(DAVE, new GossipTimestampFilter(CHAIN, NOW, 1_000));
    assertThat(world.drain(DAVE)).hasSize(3);
    world.received(DAVE, new GossipTimestampFilter(CHAIN, 0xffffffffL, 0));
    assertThat(world.drain(DAVE)).isEmpty();
    world.received(DAVE, new GossipTimestampFilter(ByteVector32.One, 0, 0xffffffffL));
    assertThat(world.drain(DAVE)).as("another chain").isEmpty();
  }

  @Test
  @Tag("V54")
  void whatIsNotToBePassedOnIsNot() {
    world.received(DAVE, ALL);
    world.know(1, "carol", "erin");
    world.tick(60);
    world.drain(DAVE);
    world.received(BOB, update(1, "carol", "erin", NOW + 1, u -> withFlags(u, 3, u.channelFlags())));
    world.tick(60);
    assertThat(world.drain(DAVE)).isEmpty();
  }

  @Test
  @Tag("V60")
  void aThousandFiltersCostNoMoreThanOne() {
    for (int i = 1; i <= 200; i++) {
      world.know(i, "carol", "erin");
    }
    world.tick(60);
    int effects = 0;
    for (int i = 0; i < 1_000; i++) {
      effects += world.received(DAVE, ALL).size();
    }
    // A peer that does not read is told once that there is something, and gets nothing until it reads.
    assertThat(effects).isEqualTo(1);
    assertThat(sentTo(world.step(new GossipEvent.Writable(DAVE)), DAVE)).hasSize(100);
    assertThat(world.drain(DAVE)).hasSize(500);
  }

  @Test
  void closingTheGapsOfTheLogLosesNothing() {
    for (int i = 1; i <= 120; i++) {
      world.know(i, "carol", "erin");
    }
    world.tick(60);
    world.received(DAVE, ALL);
    world.step(new GossipEvent.Writable(DAVE));
    for (int round = 1; round <= 9; round++) {
      for (int i = 1; i <= 120; i++) {
        world.received(BOB, update(i, "carol", "erin", NOW + round));
      }
    }
    world.tick(60);
    List<Message> rest = world.drain(DAVE);
    assertThat(rest).filteredOn(m -> m instanceof ChannelUpdate u && u.timestamp() == NOW + 9).hasSize(120).doesNotHaveDuplicates();
    assertThat(rest).filteredOn(m -> m instanceof ChannelUpdate u && u.timestamp() != NOW + 9 && u.timestamp() != NOW).isEmpty();
    world.received(DAVE, ALL);
    assertThat(world.drain(DAVE)).hasSize(360);
  }

  @Test
  void idsAreAnsweredWithAllThatIsKnownOfThem() {
    world.know(1, "carol", "erin");
    world.know(2, "carol", "dave");
    world.received(BOB, node("carol", world.now));
    world.received(DAVE, ids(TlvStream.EMPTY, 1, 2, 3));

    List<Message> answer = world.drain(DAVE);
    assertThat(answer).containsExactly(announcement(1, "carol", "erin"), first(1, "carol", "erin"), second(1, "carol", "erin"),
        node("carol", NOW),
        announcement(2, "carol", "dave"), first(2, "carol", "dave"), second(2, "carol", "dave"), new ReplyShortChannelIdsEnd(CHAIN, 1));
  }

  private static ChannelUpdate first(int number, String a, String b) {
    return GossipWorld.id(a).compareTo(GossipWorld.id(b)) < 0 ? update(number, a, b, NOW) : update(number, b, a, NOW);
  }

  private static ChannelUpdate second(int number, String a, String b) {
    return GossipWorld.id(a).compareTo(GossipWorld.id(b)) < 0 ? update(number, b, a, NOW) : update(number, a, b, NOW);
  }

  @Test
  void flagsSayWhatIsWantedOfEachId() {
    world.know(1, "carol", "erin");
    world.received(BOB, node("carol", world.now));
    world.received(BOB, node("erin", world.now));
    ChannelAnnouncement announcement = announcement(1, "carol", "erin");
    NodeAnnouncement node1 = node(announcement.nodeId1().equals(ERIN) ? "erin" : "carol", NOW);
    NodeAnnouncement node2 = node(announcement.nodeId1().equals(ERIN) ? "carol" : "erin", NOW);
    List<Message> each = List.of(announcement, first(1, "carol", "erin"), second(1, "carol", "erin"), node1, node2);
    for (int bit = 0; bit < 5; bit++) {
      world.received(DAVE, ids(TlvStream.EMPTY.with(1, new ByteVector(new byte[]{0, (byte) (1 << bit)})), 1));
      assertThat(world.drain(DAVE)).containsExactly(each.get(bit), new ReplyShortChannelIdsEnd(CHAIN, 1));
    }
  }

  @Test
  @Tag("V62")
  void flagsThatDoNotMatchTheIdsAreRefused() {
    for (String flags : List.of("00", "000101", "0101", "00fd0001", "")) {
      GossipWorld fresh = new GossipWorld().connect(DAVE);
      fresh.received(DAVE, ids(TlvStream.EMPTY.with(1, new ByteVector(flags)), 1));
      assertThat(only(fresh.last, GossipEffect.Violated.class)).as(flags).hasSize(1);
    }
  }

  @Test
  @Tag("V62")
  void idsTwiceInAQueryAreRefused() {
    ByteVector twice = EncodedShortIds.write(List.of(scid(1))).concat(EncodedShortIds.write(List.of(scid(1))).drop(1));
    world.received(DAVE, new QueryShortChannelIds(CHAIN, twice, TlvStream.EMPTY));
    assertThat(only(world.last, GossipEffect.Violated.class)).hasSize(1);
  }

  @Test
  @Tag("V63")
  void compressedIdsAreRefused() {
    world.received(DAVE, new QueryShortChannelIds(CHAIN, new ByteVector("01789c"), TlvStream.EMPTY));
    assertThat(only(world.last, GossipEffect.Violated.class)).hasSize(1);
  }

  @Test
  @Tag("V61")
  void aQueryOnTopOfAnotherIsRefusedAndHeldNowhere() {
    for (int i = 1; i <= 60; i++) {
      world.know(i, "carol", "erin");
    }
    world.received(DAVE, ids(TlvStream.EMPTY, IntStream.rangeClosed(1, 60).toArray()));
    for (int i = 0; i < 1_000; i++) {
      world.received(DAVE, ids(TlvStream.EMPTY, 1));
      // Told once, not a thousand times.
      assertThat(only(world.last, GossipEffect.Violated.class)).hasSize(i == 0 ? 1 : 0);
    }
    assertThat(sentTo(world.step(new GossipEvent.Writable(DAVE)), DAVE)).hasSize(102);
    assertThat(world.drain(DAVE)).hasSize(78 + 1).last().isEqualTo(new ReplyShortChannelIdsEnd(CHAIN, 1));
    world.received(DAVE, ids(TlvStream.EMPTY, 1));
    assertThat(world.drain(DAVE)).hasSize(4);
  }

  @Test
  void ofAnotherChainNothingIsKnown() {
    world.received(DAVE, new QueryShortChannelIds(ByteVector32.One, EncodedShortIds.write(List.of(scid(1))), TlvStream.EMPTY));
    assertThat(sentTo(world.last, DAVE)).containsExactly(new ReplyShortChannelIdsEnd(ByteVector32.One, 0));
    world.received(DAVE, new QueryChannelRange(ByteVector32.One, 5, 10, TlvStream.EMPTY));
    assertThat(sentTo(world.last, DAVE))
        .containsExactly(new ReplyChannelRange(ByteVector32.One, 5, 10, 1, EncodedShortIds.write(List.of()), TlvStream.EMPTY));
  }

  @Test
  void aRangeIsAnsweredWithTheChannelsInIt() {
    for (int number : List.of(1, 2, 150, 250)) {
      world.know(number, "carol", "erin");
    }
    world.received(BOB, announcement(151, "carol", "erin"));
    assertThat(range(100, 2)).containsExactly(scid(1), scid(2), scid(150));
    assertThat(range(101, 1)).containsExactly(scid(150));
    assertThat(range(0, 0xffffffffL)).hasSize(4);
    assertThat(range(102, 0xffffffffL)).containsExactly(scid(250));
    assertThat(range(0xffffffffL, 0xffffffffL)).isEmpty();
    assertThat(range(0, 100)).isEmpty();
    assertThat(range(100, 0)).isEmpty();
  }

  private List<ShortChannelId> range(long first, long number) {
    world.received(DAVE, new QueryChannelRange(CHAIN, first, number, TlvStream.EMPTY));
    List<Message> answer = world.drain(DAVE);
    assertThat(answer).hasSize(1);
    ReplyChannelRange reply = (ReplyChannelRange) answer.getFirst();
    assertThat(reply.firstBlocknum()).isEqualTo(first);
    assertThat(reply.numberOfBlocks()).isEqualTo(number);
    assertThat(reply.syncComplete()).isEqualTo(1);
    return EncodedShortIds.read(reply.encodedShortIds());
  }

  @Test
  void aLongAnswerIsSplitAlsoWithinABlock() {
    // Straight into the store: 20,000 real announcements would take seconds to sign.
    List<GossipRecord> records = new ArrayList<>();
    ByteVector announcement = org.l2node.channels.wire.MessageCodec.encodeToBytes(announcement(1, "carol", "erin"));
    ByteVector update = org.l2node.channels.wire.MessageCodec.encodeToBytes(update(1, "carol", "erin", NOW));
    List<ShortChannelId> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      ShortChannelId scid = ShortChannelId.of(100 + i / 9_000, i % 9_000, 0);
      all.add(scid);
      records.add(new GossipRecord.Channel(scid, announcement, GossipWorld.CAPACITY, null, java.time.Instant.ofEpochSecond(NOW)));
      records.add(new GossipRecord.Update(scid, 0, update));
    }
    GossipWorld large = new GossipWorld();
    large.machine.restore(records);
    large.connect(DAVE);
    large.received(DAVE, new QueryChannelRange(CHAIN, 50, 1_000, TlvStream.EMPTY));
    List<ReplyChannelRange> replies = large.drain(DAVE).stream().map(ReplyChannelRange.class::cast).toList();

    assertThat(replies).hasSize(3);
    assertThat(replies.stream().flatMap(r -> EncodedShortIds.read(r.encodedShortIds()).stream())).containsExactlyElementsOf(all);
    assertThat(replies).extracting(ReplyChannelRange::firstBlocknum).containsExactly(50L, 100L, 101L);
    assertThat(replies).extracting(r -> r.firstBlocknum() + r.numberOfBlocks()).containsExactly(101L, 102L, 1_050L);
    assertThat(replies).extracting(ReplyChannelRange::syncComplete).containsExactly(0, 0, 1);
  }

  @Test
  void aNodeWithTwoDnsNamesIsNotPassedOn() {
    world.know(1, "carol", "erin");
    world.received(DAVE, ALL);
    var two = node("carol", world.now, GossipWorld.dnsNames(2), ByteVector.empty);
    var one = node("erin", world.now, GossipWorld.dnsNames(1), ByteVector.empty);
    world.received(BOB, two);
    world.received(BOB, one);
    world.tick(60);

    assertThat(world.drain(DAVE)).contains(one).doesNotContain(two);
    assertThat(world.machine.graph().node(CAROL).orElseThrow().told()).contains(two);
  }
}
