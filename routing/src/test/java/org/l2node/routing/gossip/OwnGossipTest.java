package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l2node.routing.gossip.GossipWorld.ALICE;
import static org.l2node.routing.gossip.GossipWorld.BOB;
import static org.l2node.routing.gossip.GossipWorld.CHAIN;
import static org.l2node.routing.gossip.GossipWorld.DAVE;
import static org.l2node.routing.gossip.GossipWorld.NOW;
import static org.l2node.routing.gossip.GossipWorld.announcement;
import static org.l2node.routing.gossip.GossipWorld.id;
import static org.l2node.routing.gossip.GossipWorld.only;
import static org.l2node.routing.gossip.GossipWorld.own;
import static org.l2node.routing.gossip.GossipWorld.scid;
import static org.l2node.routing.gossip.GossipWorld.sentTo;
import static org.l2node.routing.gossip.GossipWorld.update;
import static org.l2node.routing.gossip.GossipWorld.withFlags;
import static org.l2node.routing.gossip.GossipWorld.withSignature;

import fr.acinq.bitcoin.ByteVector64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.GossipTimestampFilter;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeAnnouncement;

class OwnGossipTest {
  private GossipWorld world;

  @BeforeEach
  void setUp() {
    world = new GossipWorld();
  }

  private List<Message> change(OwnChannel channel, org.l2node.channels.units.NodeId to) {
    return sentTo(world.step(new GossipEvent.OwnChannelChanged(channel)), to);
  }

  private static ChannelUpdate theUpdate(List<Message> messages) {
    List<ChannelUpdate> updates = messages.stream().filter(ChannelUpdate.class::isInstance).map(ChannelUpdate.class::cast).toList();
    assertThat(updates).hasSize(1);
    assertThat(GossipSignatures.isValid(updates.getFirst(), ALICE)).isTrue();
    return updates.getFirst();
  }

  @Test
  void aChannelThatIsNotAnnouncedIsTheTwoPeersOwn() {
    world.connect(BOB, DAVE);
    world.received(DAVE, new GossipTimestampFilter(CHAIN, 0, 0xffffffffL));
    ChannelUpdate told = theUpdate(change(own(1, "bob", true, false), BOB));
    assertThat(told.dontForward()).isTrue();
    assertThat(world.stored).isEmpty();
    world.tick(60);
    assertThat(world.drain(DAVE)).isEmpty();
    assertThat(world.machine.graph().channelCount()).isZero();

    world.step(new GossipEvent.PeerDisconnected(BOB));
    world.connect(BOB);
    assertThat(sentTo(world.last, BOB)).contains(told).noneMatch(m -> m instanceof ChannelAnnouncement || m instanceof NodeAnnouncement);
  }

  @Test
  void anAnnouncedChannelIsToldToItsPeerAtOnceAndToOthersWhoAsk() {
    world.connect(BOB, DAVE);
    world.received(DAVE, new GossipTimestampFilter(CHAIN, 0, 0xffffffffL));
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, false)));
    List<Message> toBob = change(own(1, "bob", true, true), BOB);

    ChannelUpdate update = theUpdate(toBob);
    assertThat(toBob).hasSize(3).first().isEqualTo(announcement(1, "alice", "bob"));
    assertThat(toBob.getLast()).isInstanceOf(NodeAnnouncement.class);
    assertThat(update.dontForward()).isFalse();
    assertThat(update.timestamp()).as("later than what bob was told before").isEqualTo(NOW + 1);
    // News of our own do not wait for the flush.
    assertThat(world.drain(DAVE)).containsExactlyElementsOf(toBob);
    assertThat(world.machine.graph().channel(scid(1)).orElseThrow().from(ALICE)).isPresent();
    assertThat(world.stored).hasSize(3);
  }

  @Test
  void onConnectAPeerWithAChannelHearsAllOfOurOwn() {
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    world.step(new GossipEvent.OwnChannelChanged(own(2, "dave", true, true)));
    world.step(new GossipEvent.OwnChannelChanged(own(3, "dave", true, false)));
    world.connect(BOB);
    List<Message> toBob = sentTo(world.last, BOB);
    assertThat(toBob).filteredOn(ChannelAnnouncement.class::isInstance).hasSize(2);
    assertThat(toBob).filteredOn(ChannelUpdate.class::isInstance).hasSize(2)
        .noneMatch(m -> ((ChannelUpdate) m).shortChannelId().equals(scid(3)));
    assertThat(toBob).filteredOn(NodeAnnouncement.class::isInstance).hasSize(1);
    // And not once more when it asks for everything.
    world.received(BOB, new GossipTimestampFilter(CHAIN, 0, 0xffffffffL));
    assertThat(world.drain(BOB)).isEmpty();
  }

  @Test
  void whatHasNotChangedIsNotToldAgain() {
    world.connect(BOB);
    change(own(1, "bob", true, true), BOB);
    assertThat(change(own(1, "bob", true, true), BOB)).isEmpty();
    ChannelUpdate disabled = theUpdate(change(own(1, "bob", false, true), BOB));
    ChannelUpdate enabled = theUpdate(change(own(1, "bob", true, true), BOB));
    assertThat(disabled.isDisabled()).isTrue();
    assertThat(disabled.timestamp()).isEqualTo(NOW + 1);
    assertThat(enabled.timestamp()).isEqualTo(NOW + 2);
    assertThat(enabled.isDisabled()).isFalse();
  }

  @Test
  void afterARestartNothingIsToldThatWasToldBefore() {
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    GossipWorld again = new GossipWorld();
    again.machine.restore(world.stored.values());
    // The clock has gone back an hour.
    again.now = NOW - 3_600;
    assertThat(only(again.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true))), GossipEffect.Store.class)).isEmpty();
    again.connect(BOB);
    assertThat(sentTo(again.last, BOB)).filteredOn(ChannelUpdate.class::isInstance).hasSize(1);
    // Its announcement is not known to the channel again yet.
    assertThat(only(again.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, false))), GossipEffect.Store.class)).isEmpty();
    again.step(new GossipEvent.OwnChannelChanged(own(1, "bob", false, true)));
    assertThat(theUpdate(sentTo(again.last, BOB)).timestamp()).isEqualTo(NOW + 1);
  }

  @Test
  void whatIsAboutToLookStaleIsMadeAnew() {
    world.connect(BOB);
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    assertThat(sentTo(world.tick(6 * 86_400), BOB)).isEmpty();
    List<Message> toBob = sentTo(world.tick(86_400), BOB);
    assertThat(theUpdate(toBob).timestamp()).isEqualTo(NOW + 7 * 86_400);
    assertThat(toBob).filteredOn(NodeAnnouncement.class::isInstance).hasSize(1);
    world.tick(13 * 86_400);
    assertThat(world.machine.channelCount()).as("our own is never stale, whatever the peer says").isEqualTo(1);
  }

  @Test
  void thePeersTermsAreTakenFromThePeer() {
    world.connect(BOB, DAVE);
    ChannelUpdate early = update(1, "bob", "alice", NOW, u -> withFlags(u, 3, u.channelFlags()));
    world.received(BOB, early);
    assertThat(world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, false))))
        .contains(new GossipEffect.PeerTermsLearned(scid(1), early));

    ChannelUpdate newer = update(1, "bob", "alice", NOW + 1);
    assertThat(world.received(DAVE, newer)).isEmpty();
    assertThat(world.received(BOB, newer)).containsExactly(new GossipEffect.PeerTermsLearned(scid(1), newer));
    assertThat(world.received(BOB, newer)).isEmpty();
    ChannelUpdate forged = withSignature(update(1, "bob", "alice", NOW + 2), ByteVector64.Zeroes);
    assertThat(only(world.received(BOB, forged), GossipEffect.Violated.class).findFirst().orElseThrow().violation().severity())
        .isEqualTo(Severity.DISCONNECT);

    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    assertThat(world.machine.graph().channel(scid(1)).orElseThrow().from(BOB).orElseThrow().timestamp()).isEqualTo(NOW + 1);
  }

  @Test
  void anUpdateOfOursThatWeForgotIsOverridden() {
    world.connect(BOB);
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    ChannelUpdate forgotten = update(1, "alice", "bob", NOW + 500);
    assertThat(theUpdate(sentTo(world.received(BOB, forgotten), BOB)).timestamp()).isEqualTo(NOW + 501);
  }

  @Test
  void aClosedChannelIsDisabledAndForgottenLater() {
    world.connect(BOB);
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    world.step(new GossipEvent.OwnChannelClosed(scid(1)));
    assertThat(theUpdate(sentTo(world.last, BOB)).isDisabled()).isTrue();
    assertThat(world.machine.graph().channelCount()).isZero();
    world.step(new GossipEvent.BlockConnected(new BlockHeight(1_072), List.of()));
    assertThat(world.machine.channelCount()).isZero();
    assertThat(world.stored).isEmpty();
    assertThat(world.step(new GossipEvent.OwnChannelClosed(scid(1)))).isEmpty();
  }

  @Test
  void aChannelClosedWithoutTheWordOfItIsForgottenAfterARestart() {
    world.step(new GossipEvent.OwnChannelChanged(own(1, "bob", true, true)));
    GossipWorld again = new GossipWorld();
    again.machine.restore(world.stored.values());
    again.tick(600);
    again.step(new GossipEvent.BlockConnected(new BlockHeight(1_072), List.of()));
    assertThat(again.machine.channelCount()).isZero();
  }

  @Test
  void othersDoNotAnnounceOurChannels() {
    world.connect(DAVE);
    assertThat(world.received(DAVE, announcement(1, "alice", "dave"))).isEmpty();
  }

  private static final ShortChannelId OUR_ALIAS = new ShortChannelId(0x8123456789abcdefL);
  private static final ShortChannelId PEERS_ALIAS = scid(7);

  private static OwnChannel hidden(ShortChannelId nameAtPeer) {
    OwnChannel plain = own(1, "bob", true, false);
    return new OwnChannel(OUR_ALIAS, nameAtPeer, plain.peer(), plain.capacity(), plain.terms(), true, Set.of(OUR_ALIAS), null);
  }

  private static ChannelUpdate byAlias(ChannelUpdate u) {
    return new ChannelUpdate(u.signature(), u.chainHash(), OUR_ALIAS, u.timestamp(), 3, u.channelFlags(), u.cltvExpiryDelta(),
        u.htlcMinimum(), u.feeBase(), u.feeProportionalMillionths(), u.htlcMaximum(), u.unknown());
  }

  @Test
  void aHiddenChannelIsCalledByThePeersAliasThereAndByOursHere() {
    world.connect(BOB);
    ChannelUpdate told = theUpdate(change(hidden(PEERS_ALIAS), BOB));
    assertThat(told.shortChannelId()).isEqualTo(PEERS_ALIAS);
    ChannelUpdate theirs = update(1, "bob", "alice", NOW, OwnGossipTest::byAlias);
    assertThat(world.received(BOB, theirs)).containsExactly(new GossipEffect.PeerTermsLearned(OUR_ALIAS, theirs));
  }

  /** Used before it is confirmed it goes by its aliases; then the chain gives it a name, and what was told is not forgotten. */
  @Test
  void aChannelThatGetsItsPlaceInTheChainKeepsWhatWasTold() {
    world.connect(BOB);
    OwnChannel plain = own(1, "bob", true, false);
    OwnChannel unnamed = new OwnChannel(OUR_ALIAS, PEERS_ALIAS, plain.peer(), plain.capacity(), plain.terms(), true,
        Set.of(OUR_ALIAS), null);
    assertThat(theUpdate(change(unnamed, BOB)).shortChannelId()).isEqualTo(PEERS_ALIAS);
    ChannelUpdate theirs = update(1, "bob", "alice", NOW, OwnGossipTest::byAlias);
    world.received(BOB, theirs);
    List<GossipEffect> effects = world.step(new GossipEvent.OwnChannelChanged(
        new OwnChannel(scid(1), scid(1), plain.peer(), plain.capacity(), plain.terms(), true, Set.of(OUR_ALIAS), null)));
    assertThat(effects).contains(new GossipEffect.PeerTermsLearned(scid(1), theirs));
    ChannelUpdate now = theUpdate(sentTo(effects, BOB));
    assertThat(now.shortChannelId()).isEqualTo(scid(1));
    assertThat(now.isDisabled()).isFalse();
    assertThat(now.timestamp()).as("later than what bob was told before").isEqualTo(NOW + 1);
    // By the old name there is nothing to close any more.
    assertThat(world.step(new GossipEvent.OwnChannelClosed(OUR_ALIAS))).isEmpty();
    ChannelUpdate later = update(1, "bob", "alice", NOW + 9);
    assertThat(world.received(BOB, later)).contains(new GossipEffect.PeerTermsLearned(scid(1), later));
  }

  /** The peer chooses its alias: also the name of a channel of ours with somebody else, or of one of the network. */
  @Test
  void anAliasThatIsAnothersNameTouchesNothing() {
    world.connect(BOB, DAVE);
    world.step(new GossipEvent.OwnChannelChanged(own(2, "dave", true, true)));
    world.know(3, "bob", "carol");
    world.step(new GossipEvent.OwnChannelChanged(hidden(scid(2))));
    world.step(new GossipEvent.OwnChannelClosed(OUR_ALIAS));
    world.step(new GossipEvent.OwnChannelChanged(hidden(scid(3))));
    world.step(new GossipEvent.OwnChannelClosed(OUR_ALIAS));
    assertThat(world.machine.graph().channelCount()).isEqualTo(2);
    ChannelUpdate dave = update(2, "dave", "alice", NOW + 9);
    assertThat(world.received(DAVE, dave)).contains(new GossipEffect.PeerTermsLearned(scid(2), dave));
    world.received(BOB, update(3, "carol", "bob", NOW + 9));
    assertThat(world.machine.graph().channel(scid(3)).orElseThrow().from(id("carol")).orElseThrow().timestamp()).isEqualTo(NOW + 9);
  }

  @Test
  void updatesUnderOurAliasAreOfTheChannelThatHasAPlaceTooEvenBeforeItIsKnown() {
    world.connect(BOB);
    ChannelUpdate early = update(1, "bob", "alice", NOW, OwnGossipTest::byAlias);
    world.received(BOB, early);
    OwnChannel plain = own(1, "bob", true, false);
    OwnChannel named = new OwnChannel(scid(1), scid(1), plain.peer(), plain.capacity(), plain.terms(), true, Set.of(OUR_ALIAS), null);
    assertThat(world.step(new GossipEvent.OwnChannelChanged(named))).contains(new GossipEffect.PeerTermsLearned(scid(1), early));
    // It is announced later: what was told under the alias is not the network's.
    OwnChannel announced = own(1, "bob", true, true);
    world.step(new GossipEvent.OwnChannelChanged(
        new OwnChannel(scid(1), scid(1), plain.peer(), plain.capacity(), plain.terms(), true, Set.of(OUR_ALIAS),
            announced.announcement())));
    assertThat(world.machine.graph().channel(scid(1)).orElseThrow().from(BOB)).isEmpty();
  }
}
