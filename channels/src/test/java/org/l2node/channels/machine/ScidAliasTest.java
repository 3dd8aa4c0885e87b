package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;

/** Aliases (BOLT 2, channel_ready and option_scid_alias). */
class ScidAliasTest {
  private static final Features WITHOUT = Features.of(0, 8, 12, 14, 23, 27, 44);

  private static ScidAlias told(Party party) {
    return party.sent(ChannelReady.class).getLast().alias().orElseThrow();
  }

  @Test
  void everyChannelHasAnAliasThatStaysAfterRestarts() {
    Pair pair = Pair.normal();
    for (Party party : List.of(pair.alice, pair.bob)) {
      assertThat(told(party)).isEqualTo(party.data().params().localAlias()).isEqualTo(pair.other(party).data().remoteAlias());
      assertThat(told(party).toShortChannelId().blockHeight().value()).as("no block of our time").isGreaterThanOrEqualTo(1 << 23);
    }
    ScidAlias alice = told(pair.alice);
    assertThat(alice).isNotEqualTo(told(pair.bob));
    pair.disconnect();
    pair.alice.restart();
    pair.bob.restart();
    pair.connect();
    pair.deliverAll();
    // Before the first payment channel_ready is repeated.
    assertThat(told(pair.alice)).isEqualTo(alice).isEqualTo(pair.bob.data().remoteAlias());
    assertThat(pair.alice.data().params().localAlias()).isEqualTo(alice);
  }

  @Test
  void onlyChannelsThatAreNotAnnouncedHideTheirFunding() {
    Pair hidden = Pair.create().reachAwaitingReady(1_000_000, 0, false);
    assertThat(hidden.alice.sent(OpenChannel.class).getFirst().channelType()).contains(NodeFeatures.CHANNEL_TYPE_WITH_ALIAS);
    assertThat(hidden.bob.sent(AcceptChannel.class).getFirst().channelType()).contains(NodeFeatures.CHANNEL_TYPE_WITH_ALIAS);
    assertThat(hidden.alice.data().params().hidesFunding()).isTrue();
    assertThat(hidden.bob.data().params().hidesFunding()).isTrue();
    Pair announced = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    assertThat(announced.alice.sent(OpenChannel.class).getFirst().channelType()).contains(NodeFeatures.CHANNEL_TYPE);
    assertThat(announced.bob.data().params().hidesFunding()).isFalse();
  }

  @Test
  void neitherSideAsksForOrTakesWhatTheOtherDoesNotOffer() {
    Pair pair = Pair.create();
    pair.bob.features = WITHOUT;
    pair.reachAwaitingReady(1_000_000, 0, false);
    assertThat(pair.alice.data().params().hidesFunding()).isFalse();
    OpenChannel asking = Pair.create().open(1_000_000, 0, false).alice.sent(OpenChannel.class).getFirst();
    Party bob = new Party("bob", 2);
    Transition refused = ChannelMachine.accept(asking, pair.alice.nodeId(), WITHOUT, 2, bob.shutdownScript(), bob.env());
    assertThat(refused.next()).isInstanceOf(ChannelState.Abandoned.class);
  }

  @Test
  void anAcceptThatDropsTheTypeIsRefused() {
    Pair pair = Pair.create().open(1_000_000, 0, false);
    pair.deliverOne(pair.alice);
    AcceptChannel honest = pair.bob.sent(AcceptChannel.class).getFirst();
    AcceptChannel other = new AcceptChannel(honest.temporaryChannelId(), honest.dustLimit(), honest.maxHtlcValueInFlight(),
        honest.channelReserve(), honest.htlcMinimum(), honest.minimumDepth(), honest.toSelfDelay(), honest.maxAcceptedHtlcs(),
        honest.fundingPubkey(), honest.revocationBasepoint(), honest.paymentBasepoint(), honest.delayedPaymentBasepoint(),
        honest.htlcBasepoint(), honest.firstPerCommitmentPoint(),
        Opening.tlvs(fr.acinq.bitcoin.ByteVector.empty, NodeFeatures.CHANNEL_TYPE));
    assertThat(ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(other), pair.alice.env()).next())
        .isInstanceOf(ChannelState.Abandoned.class);
  }
}
