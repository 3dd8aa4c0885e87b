package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l2node.routing.gossip.GossipWorld.BOB;
import static org.l2node.routing.gossip.GossipWorld.CAPACITY;
import static org.l2node.routing.gossip.GossipWorld.CAROL;
import static org.l2node.routing.gossip.GossipWorld.DAVE;
import static org.l2node.routing.gossip.GossipWorld.announcement;
import static org.l2node.routing.gossip.GossipWorld.funding;
import static org.l2node.routing.gossip.GossipWorld.node;
import static org.l2node.routing.gossip.GossipWorld.only;
import static org.l2node.routing.gossip.GossipWorld.scid;
import static org.l2node.routing.gossip.GossipWorld.signed;
import static org.l2node.routing.gossip.GossipWorld.update;
import static org.l2node.routing.gossip.GossipWorld.withFlags;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.routing.graph.GraphChannel;

/** How long what was learnt is kept. */
class GossipLifeTest {
  private GossipWorld world;

  @BeforeEach
  void setUp() {
    world = new GossipWorld().connect(BOB, DAVE);
  }

  private GraphChannel known(int number) {
    return world.machine.graph().channel(scid(number)).orElseThrow();
  }

  private void accept(int number) {
    world.step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Unspent(scid(number), funding(number), CAPACITY)));
  }

  @Test
  void spentChannelsAreForgottenAfter72Blocks() {
    world.know(1, "carol", "erin");
    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_001), List.of(funding(2), funding(1))));
    assertThat(world.machine.graph().channelCount()).isZero();
    assertThat(world.machine.channelCount()).isEqualTo(1);
    // Only the word that it is disabled is still taken.
    world.received(BOB, update(1, "carol", "erin", world.now + 1));
    assertThat(only(world.last, GossipEffect.Store.class)).isEmpty();
    world.received(BOB, update(1, "carol", "erin", world.now + 2, u -> withFlags(u, 1, u.channelFlags() | 2)));
    assertThat(only(world.last, GossipEffect.Store.class)).hasSize(1);

    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_072), List.of()));
    assertThat(world.machine.channelCount()).isEqualTo(1);
    assertThat(world.step(new GossipEvent.BlockConnected(new BlockHeight(1_073), List.of())))
        .contains(new GossipEffect.ForgetChannel(scid(1)));
    assertThat(world.machine.channelCount()).isZero();
    assertThat(world.stored).isEmpty();
    assertThat(world.received(BOB, announcement(1, "carol", "erin"))).isEmpty();
  }

  @Test
  void aReorganizationUndoesSpendingsAndFundings() {
    world.know(1, "carol", "erin");
    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_001), List.of(funding(1))));
    world.step(new GossipEvent.BlockDisconnected(new BlockHeight(1_001)));
    assertThat(world.machine.graph().channelCount()).isEqualTo(1);

    world.step(new GossipEvent.BlockDisconnected(new BlockHeight(100)));
    assertThat(world.machine.channelCount()).isZero();
    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_000), List.of()));
    assertThat(only(world.received(BOB, announcement(1, "carol", "erin")), GossipEffect.CheckFunding.class)).hasSize(1);
  }

  @Test
  void channelsThatNobodyUpdatesForTwoWeeksAreForgotten() {
    world.know(1, "carol", "erin");
    world.know(2, "carol", "dave");
    world.tick(13 * 86_400);
    world.received(BOB, update(1, "carol", "erin", world.now));
    world.received(BOB, update(2, "carol", "dave", world.now));
    world.received(BOB, update(2, "dave", "carol", world.now));
    world.tick(86_401);

    // Both ends must be alive: erin is not.
    assertThat(world.last).contains(new GossipEffect.ForgetChannel(scid(1)));
    assertThat(world.machine.channelCount()).isEqualTo(1);
    assertThat(only(world.received(BOB, announcement(1, "carol", "erin")), GossipEffect.CheckFunding.class)).hasSize(1);
  }

  @Test
  void nodesThatSignTwoAnnouncementsOfOneChannelAreNotHeardAgain() {
    world.know(1, "carol", "erin");
    world.know(2, "carol", "dave");
    ChannelAnnouncement a = announcement(1, "carol", "erin");
    var b = announcement(1, "dave", "erin");
    ChannelAnnouncement unsigned = new ChannelAnnouncement(ByteVector64.Zeroes, ByteVector64.Zeroes, ByteVector64.Zeroes,
        ByteVector64.Zeroes,
        Features.NONE, GossipWorld.CHAIN, scid(1), b.nodeId1(), b.nodeId2(), a.bitcoinKey1(), a.bitcoinKey2(), ByteVector.empty);
    ByteVector32 hash = unsigned.signedHash();
    List<String> nodes = b.nodeId1().equals(DAVE) ? List.of("dave", "erin") : List.of("erin", "dave");
    List<String> funders = a.nodeId1().equals(CAROL) ? List.of("carol", "erin") : List.of("erin", "carol");
    // Without the funding keys nothing is proven.
    world.received(BOB, b);
    assertThat(world.machine.channelCount()).isEqualTo(2);

    world.received(BOB,
        signed(unsigned, Crypto.sign(hash, GossipWorld.key(nodes.get(0))), Crypto.sign(hash, GossipWorld.key(nodes.get(1))),
            Crypto.sign(hash, GossipWorld.fundingKey(1, funders.get(0))), Crypto.sign(hash, GossipWorld.fundingKey(1, funders.get(1)))));
    assertThat(world.machine.channelCount()).isZero();
    assertThat(world.received(BOB, announcement(3, "carol", "bob"))).isEmpty();
    assertThat(only(world.received(BOB, announcement(4, "bob", "frank")), GossipEffect.CheckFunding.class)).hasSize(1);
  }

  @Test
  @Tag("V54")
  void messagesArePassedOnByteForByte() {
    ByteVector later = new ByteVector("0badcafe");
    ChannelAnnouncement announcement = announcement(1, "carol", "erin", new Features(new ByteVector("000008")), later);
    ChannelUpdate update = update(1, "carol", "erin", world.now,
        u -> new ChannelUpdate(u.signature(), u.chainHash(), u.shortChannelId(), u.timestamp(), 0x81, u.channelFlags() | 0x80,
            u.cltvExpiryDelta(),
            u.htlcMinimum(), u.feeBase(), u.feeProportionalMillionths(), u.htlcMaximum(), later));
    var node = node("carol", world.now, new ByteVector("7f0102"), later);
    List<GossipMessage> messages = List.of(announcement, update, node);
    world.received(DAVE, new org.l2node.channels.wire.GossipTimestampFilter(GossipWorld.CHAIN, 0, 0xffffffffL));
    for (GossipMessage message : messages) {
      // As they come from the wire.
      world.received(BOB, (GossipMessage) MessageCodec.decode(MessageCodec.encode(message)));
      if (message instanceof ChannelAnnouncement) {
        accept(1);
      }
    }
    world.tick(60);
    List<GossipEffect> all = new ArrayList<>(world.step(new GossipEvent.Writable(DAVE)));
    assertThat(only(all, GossipEffect.SendEncoded.class).map(GossipEffect.SendEncoded::message))
        .containsExactlyElementsOf(messages.stream().map(MessageCodec::encodeToBytes).toList());
  }

  @Test
  void recordsAreReadAgainAfterARestart() {
    world.know(1, "carol", "erin");
    world.received(BOB, node("carol", world.now));
    List<GossipRecord> records = world.stored.values().stream().map(r -> GossipRecord.read(r.write())).toList();
    assertThat(records).containsExactlyElementsOf(world.stored.values()).hasSize(4);

    GossipWorld again = new GossipWorld();
    again.machine.restore(records);
    assertThat(again.machine.graph().channel(scid(1))).contains(known(1));
    assertThat(again.machine.graph().node(CAROL)).isEqualTo(world.machine.graph().node(CAROL));
    again.step(new GossipEvent.BlockConnected(new BlockHeight(1_001), List.of(funding(1))));
    assertThat(again.machine.graph().channelCount()).isZero();
  }
}
