package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l2node.routing.gossip.GossipWorld.BOB;
import static org.l2node.routing.gossip.GossipWorld.CAPACITY;
import static org.l2node.routing.gossip.GossipWorld.CAROL;
import static org.l2node.routing.gossip.GossipWorld.DAVE;
import static org.l2node.routing.gossip.GossipWorld.ERIN;
import static org.l2node.routing.gossip.GossipWorld.announcement;
import static org.l2node.routing.gossip.GossipWorld.funding;
import static org.l2node.routing.gossip.GossipWorld.node;
import static org.l2node.routing.gossip.GossipWorld.only;
import static org.l2node.routing.gossip.GossipWorld.scid;
import static org.l2node.routing.gossip.GossipWorld.signed;
import static org.l2node.routing.gossip.GossipWorld.update;
import static org.l2node.routing.gossip.GossipWorld.withFlags;
import static org.l2node.routing.gossip.GossipWorld.withSignature;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.routing.graph.GraphChannel;
import org.l2node.routing.path.TestNetwork;

class GossipIntakeTest {
  private GossipWorld world;

  @BeforeEach
  void setUp() {
    world = new GossipWorld().connect(BOB, DAVE);
  }

  private Severity violation(List<GossipEffect> effects) {
    return only(effects, GossipEffect.Violated.class).findFirst().orElseThrow(() -> new AssertionError("no violation: " + effects))
        .violation()
        .severity();
  }

  private GraphChannel known(int number) {
    return world.machine.graph().channel(scid(number)).orElseThrow();
  }

  private void accept(int number) {
    world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Unspent(scid(number), funding(number), CAPACITY)));
  }

  @Test
  void aChannelIsKnownOnceTheChainHasItsOutput() {
    ChannelAnnouncement announcement = announcement(1, "carol", "erin");
    List<GossipEffect> effects = world.received(BOB, announcement);

    FundingCheck check = only(effects, GossipEffect.CheckFunding.class).findFirst().orElseThrow().check();
    var keys = announcement.bitcoinKey1().toHex().compareTo(announcement.bitcoinKey2().toHex()) < 0
        ? List.of(announcement.bitcoinKey1(), announcement.bitcoinKey2())
        : List.of(announcement.bitcoinKey2(), announcement.bitcoinKey1());
    assertThat(check.shortChannelId()).isEqualTo(scid(1));
    assertThat(check.script()).isEqualTo(
        new ByteVector("0020" + new ByteVector(Crypto.sha256(Script.write(Script.createMultiSigMofN(2, keys)))).toHex()));
    assertThat(world.machine.channelCount()).isZero();

    accept(1);
    assertThat(world.machine.channelCount()).isEqualTo(1);
    assertThat(world.stored).hasSize(1);
    world.received(BOB, update(1, "carol", "erin", world.now));
    assertThat(known(1).from(CAROL).orElseThrow().terms()).isEqualTo(TestNetwork.terms(1_000, 100, 40, 1, 1_000_000_000));
    assertThat(known(1).from(ERIN)).isEmpty();
    assertThat(known(1).capacity()).isEqualTo(CAPACITY.toMilliSatoshi());
    assertThat(world.machine.graph().edgeCount()).isEqualTo(1);
  }

  /** Nobody but the sender vouches for what waits: thousands of the longest messages there can be must not fill the memory. */
  @Test
  @Tag("V61")
  void whatIsAbsurdlyLongDoesNotWait() {
    ByteVector tail = new ByteVector(new byte[60_000]);
    assertThat(world.received(BOB, announcement(1, "carol", "erin", Features.NONE, tail))).isEmpty();

    world.received(BOB, update(2, "carol", "erin", world.now, u -> withTail(u, tail)));
    world.received(BOB, update(3, "carol", "erin", world.now));
    for (int number = 2; number <= 3; number++) {
      world.received(BOB, announcement(number, "carol", "erin"));
      accept(number);
    }
    assertThat(known(2).from(CAROL)).isEmpty();
    assertThat(known(3).from(CAROL)).isPresent();
  }

  private static ChannelUpdate withTail(ChannelUpdate u, ByteVector tail) {
    return new ChannelUpdate(u.signature(), u.chainHash(), u.shortChannelId(), u.timestamp(), u.messageFlags(), u.channelFlags(),
        u.cltvExpiryDelta(), u.htlcMinimum(), u.feeBase(), u.feeProportionalMillionths(), u.htlcMaximum(), tail);
  }

  @Test
  void everyOneOfTheFourSignaturesCounts() {
    ChannelAnnouncement good = announcement(1, "carol", "erin");
    ByteVector64[] s = {good.nodeSignature1(), good.nodeSignature2(), good.bitcoinSignature1(), good.bitcoinSignature2()};
    for (int broken = 0; broken < 4; broken++) {
      for (ByteVector64 wrong : List.of(s[(broken + 1) % 4], ByteVector64.Zeroes, new ByteVector64("ff".repeat(64)))) {
        ByteVector64[] t = s.clone();
        t[broken] = wrong;
        List<GossipEffect> effects = new GossipWorld().connect(BOB).received(BOB, signed(good, t[0], t[1], t[2], t[3]));
        assertThat(violation(effects)).isEqualTo(Severity.WARN);
        assertThat(only(effects, GossipEffect.CheckFunding.class)).isEmpty();
      }
    }
  }

  @Test
  void forgedUpdatesAndNodesCostTheConnectionOrAWarning() {
    world.know(1, "carol", "erin");
    ChannelUpdate newer = update(1, "carol", "erin", world.now + 1);
    ChannelUpdate forged = withSignature(newer, update(1, "carol", "erin", world.now + 2).signature());
    ChannelUpdate othersEnd = update(1, "erin", "carol", world.now + 1, u -> withFlags(u, 1, u.channelFlags() ^ 1));

    assertThat(violation(world.received(BOB, forged))).isEqualTo(Severity.DISCONNECT);
    assertThat(violation(world.received(BOB, othersEnd))).isEqualTo(Severity.DISCONNECT);
    assertThat(known(1).from(CAROL).orElseThrow().timestamp()).isEqualTo(world.now);

    var good = node("carol", world.now);
    var bad = new org.l2node.channels.wire.NodeAnnouncement(good.signature(), good.features(), good.timestamp() + 1, good.nodeId(),
        good.rgbColor(), good.alias(), good.addresses(), good.unknown());
    assertThat(violation(world.received(BOB, bad))).isEqualTo(Severity.WARN);
    assertThat(violation(world.received(DAVE, node("carol", world.now, new ByteVector("017f"), ByteVector.empty))))
        .isEqualTo(Severity.WARN);
    assertThat(world.machine.graph().node(CAROL).orElseThrow().announcement()).isNull();
  }

  @Test
  void whoPassesOnManyForgeriesIsDisconnected() {
    ChannelAnnouncement good = announcement(1, "carol", "erin");
    ChannelAnnouncement forged = signed(good, good.nodeSignature2(), good.nodeSignature1(), good.bitcoinSignature1(),
        good.bitcoinSignature2());
    List<GossipEffect> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.addAll(world.received(BOB, forged));
    }
    assertThat(only(all, GossipEffect.Violated.class).map(v -> v.violation().severity())).containsExactly(Severity.WARN,
        Severity.DISCONNECT);
  }

  @Test
  @Tag("V58")
  void channelsThatAreNotThereCostTheChainOnlySoMuch() {
    int asked = 0;
    for (int i = 0; i < 1_100; i++) {
      List<GossipEffect> effects = world.received(BOB, announcement(i, "carol", "erin"));
      asked += (int) only(effects, GossipEffect.CheckFunding.class).count();
      world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Gone(scid(i))));
    }
    assertThat(asked).isEqualTo(1_000);
    assertThat(only(world.received(DAVE, announcement(1_101, "carol", "erin")), GossipEffect.CheckFunding.class)).hasSize(1);
    world.tick(600);
    assertThat(only(world.received(BOB, announcement(1_102, "carol", "erin")), GossipEffect.CheckFunding.class)).hasSize(1);
  }

  @Test
  void whatIsKnownOrOldIsNotVerifiedAgain() {
    world.know(1, "carol", "erin");
    ChannelAnnouncement a = announcement(1, "carol", "erin");
    // With signatures that are not valid: were they looked at, there would be a violation.
    assertThat(world.received(BOB, signed(a, ByteVector64.Zeroes, ByteVector64.Zeroes, ByteVector64.Zeroes, ByteVector64.Zeroes)))
        .isEmpty();
    for (long age : List.of(0L, 1L, 1_000L)) {
      assertThat(world.received(BOB, withSignature(update(1, "carol", "erin", world.now - age), ByteVector64.Zeroes))).isEmpty();
    }
    // Too old, too far ahead, another chain, a channel that waits for the chain.
    assertThat(world.received(BOB, withSignature(update(1, "carol", "erin", world.now + 86_401), ByteVector64.Zeroes))).isEmpty();
    world.received(BOB, announcement(2, "carol", "erin"));
    assertThat(world.received(BOB, signed(announcement(2, "carol", "erin"), a.nodeSignature1(), a.nodeSignature1(), a.nodeSignature1(),
        a.nodeSignature1()))).isEmpty();
  }

  @Test
  void otherChainsAndUnorderedNodesAreIgnored() {
    ChannelAnnouncement a = announcement(1, "carol", "erin");
    ChannelAnnouncement otherChain = new ChannelAnnouncement(a.nodeSignature1(), a.nodeSignature2(), a.bitcoinSignature1(),
        a.bitcoinSignature2(),
        a.features(), ByteVector32.One, a.shortChannelId(), a.nodeId1(), a.nodeId2(), a.bitcoinKey1(), a.bitcoinKey2(), a.unknown());
    ChannelAnnouncement unordered = new ChannelAnnouncement(a.nodeSignature2(), a.nodeSignature1(), a.bitcoinSignature2(),
        a.bitcoinSignature1(),
        a.features(), a.chainHash(), a.shortChannelId(), a.nodeId2(), a.nodeId1(), a.bitcoinKey2(), a.bitcoinKey1(), a.unknown());
    for (GossipMessage message : List.of(otherChain, unordered)) {
      assertThat(world.received(BOB, message)).isEmpty();
    }
  }

  @Test
  void anOutputThatIsGoneIsNotAskedForAgain() {
    world.received(BOB, announcement(1, "carol", "erin"));
    world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Gone(scid(1))));
    assertThat(world.received(DAVE, announcement(1, "carol", "erin"))).isEmpty();
    assertThat(world.machine.channelCount()).isZero();

    world.received(BOB, announcement(2, "carol", "erin"));
    world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.NotKnown(scid(2))));
    assertThat(only(world.received(DAVE, announcement(2, "carol", "erin")), GossipEffect.CheckFunding.class)).hasSize(1);
  }

  @Test
  void theChainIsAskedWithSixConfirmationsAndAFewAtATime() {
    world.step(new GossipEvent.BlockConnected(new BlockHeight(104), List.of()));
    assertThat(world.received(BOB, announcement(1, "carol", "erin"))).isEmpty();
    assertThat(only(world.step(new GossipEvent.BlockConnected(new BlockHeight(105), List.of())), GossipEffect.CheckFunding.class))
        .hasSize(1);
    // Far above the tip: not held.
    assertThat(world.received(BOB, announcement(1_200, "carol", "erin"))).isEmpty();
    assertThat(only(world.step(new GossipEvent.BlockConnected(new BlockHeight(118), List.of())), GossipEffect.CheckFunding.class))
        .isEmpty();

    GossipWorld busy = new GossipWorld().connect(BOB);
    int asked = 0;
    for (int i = 0; i < 40; i++) {
      asked += (int) only(busy.received(BOB, announcement(i, "carol", "erin")), GossipEffect.CheckFunding.class).count();
    }
    assertThat(asked).isEqualTo(GossipMachine.MAX_CHECKS);
    assertThat(only(busy.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Gone(scid(0)))), GossipEffect.CheckFunding.class))
        .hasSize(1);
  }

  @Test
  void updatesAndNodesThatComeTooEarlyWait() {
    world.received(BOB, update(1, "carol", "erin", world.now));
    world.received(BOB, announcement(1, "carol", "erin"));
    world.received(BOB, update(1, "erin", "carol", world.now));
    world.received(BOB, node("carol", world.now));
    accept(1);

    assertThat(known(1).from(CAROL)).isPresent();
    assertThat(known(1).from(ERIN)).isPresent();
    assertThat(world.machine.graph().node(CAROL).orElseThrow().told()).contains(node("carol", world.now));
  }

  @Test
  void nodesWithoutAChannelAreIgnored() {
    assertThat(world.received(BOB, node("carol", world.now))).isEmpty();
  }

  @Test
  void tooManyUpdatesOfAChannelAreNotTaken() {
    world.know(1, "carol", "erin");
    for (int i = 1; i <= 15; i++) {
      world.now++;
      world.received(BOB, update(1, "carol", "erin", world.now));
    }
    assertThat(known(1).from(CAROL).orElseThrow().timestamp()).isEqualTo(GossipWorld.NOW + 10);
    world.now += 600;
    world.received(BOB, update(1, "carol", "erin", world.now));
    assertThat(known(1).from(CAROL).orElseThrow().timestamp()).isEqualTo(world.now);
  }

  @Test
  void forgedUpdatesDoNotUseUpWhatAChannelMaySend() {
    world.know(1, "carol", "erin");
    for (int i = 1; i <= 15; i++) {
      world.received(BOB, withSignature(update(1, "carol", "erin", world.now + i), ByteVector64.Zeroes));
    }
    world.received(BOB, update(1, "carol", "erin", world.now + 20));
    assertThat(known(1).from(CAROL).orElseThrow().timestamp()).isEqualTo(world.now + 20);
  }

  @Test
  void aChannelThatDemandsAnUnknownFeatureIsPassedOnButNotUsed() {
    world.received(BOB, announcement(1, "carol", "erin", Features.of(100), ByteVector.empty));
    accept(1);
    world.received(BOB, update(1, "carol", "erin", world.now));

    assertThat(world.machine.channelCount()).isEqualTo(1);
    assertThat(world.machine.graph().channelCount()).isZero();
  }

  @Test
  void disabledAndImpossibleDirectionsAreNotRoutedThrough() {
    world.know(1, "carol", "erin");
    assertThat(world.machine.graph().edgeCount()).isEqualTo(2);
    world.received(BOB, update(1, "carol", "erin", world.now + 1, u -> withFlags(u, 1, u.channelFlags() | 2)));
    assertThat(world.machine.graph().edgeCount()).isEqualTo(1);
    world.received(BOB, update(1, "erin", "carol", world.now + 1, u -> new ChannelUpdate(u.signature(), u.chainHash(), u.shortChannelId(),
        u.timestamp(), 1, u.channelFlags(), u.cltvExpiryDelta(), u.htlcMinimum(), 0, 0, UInt64.MAX, u.unknown())));
    assertThat(world.machine.graph().edgeCount()).isZero();
    assertThat(known(1).from(CAROL).orElseThrow().disabled()).isTrue();
  }
}
