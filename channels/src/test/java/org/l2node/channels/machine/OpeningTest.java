package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.AnnouncementSignatures;

class OpeningTest {

  @Test
  void opensAChannel() {
    Pair pair = Pair.create().reachNormal(1_000_000, 400_000_000);
    pair.checkInvariants();
    ChannelView alice = pair.alice.view();
    assertThat(alice.local()).isEqualTo(new MilliSatoshi(600_000_000));
    assertThat(alice.remote()).isEqualTo(new MilliSatoshi(400_000_000));
    assertThat(alice.usable()).isTrue();
    assertThat(alice.shortChannelId()).contains(ShortChannelId.of(101, 7, 1));
    assertThat(pair.alice.published()).containsExactly(pair.funding());
    assertThat(pair.bob.published()).isEmpty();
    assertThat(pair.alice.effects(Effect.Usable.class)).hasSize(1);
    assertThat(pair.bob.effects(Effect.Usable.class)).hasSize(1);
  }

  @Test
  void announcesAChannel() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    pair.confirm(pair.alice);
    pair.confirmDeep(pair.alice);
    pair.confirm(pair.bob);
    pair.deliverAll();
    assertThat(pair.alice.effects(Effect.AnnounceChannel.class)).isEmpty();
    pair.confirmDeep(pair.bob);
    pair.deliverAll();
    var ours = pair.alice.last(Effect.AnnounceChannel.class).orElseThrow();
    var theirs = pair.bob.last(Effect.AnnounceChannel.class).orElseThrow();
    assertThat(ours.announcement()).isEqualTo(theirs.announcement());
    // Alice's first half came to Bob before his sixth block: had he forgotten it, her second would do.
    assertThat(pair.alice.sent(AnnouncementSignatures.class)).hasSize(2);
    assertThat(pair.bob.sent(AnnouncementSignatures.class)).hasSize(1);
    pair.alice.in(ChannelState.Normal.class);
  }

  /** A peer that wants 8 confirmations: the sixth is not told apart. */
  @Test
  void announcesAChannelThatIsDeepWhenItBecomesReady() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    pair.alice.height = 106;
    pair.bob.height = 105;
    pair.confirm(pair.alice);
    pair.confirm(pair.bob);
    pair.deliverAll();
    assertThat(pair.alice.effects(Effect.AnnounceChannel.class)).isEmpty();
    pair.bob.height = 106;
    pair.confirm(pair.bob);
    pair.deliverAll();
    assertThat(pair.alice.effects(Effect.AnnounceChannel.class)).hasSize(1);
    assertThat(pair.bob.effects(Effect.AnnounceChannel.class)).hasSize(1);

    Pair deep = Pair.create();
    deep.bob.policy = deep.bob.policy.withMinimumDepth(8);
    deep.reachAwaitingReady(1_000_000, 0, true);
    deep.confirm(deep.alice);
    deep.confirm(deep.bob);
    deep.deliverAll();
    assertThat(deep.alice.effects(Effect.AnnounceChannel.class)).hasSize(1);
  }

  @Test
  @Tag("V59")
  void forgetsAChannelThatWasNeverFunded() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, false);
    pair.bob.height = 100 + 2016;
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.AwaitingReady.class);
    pair.bob.height++;
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.Closed.class);
    assertThat(pair.bob.published()).isEmpty();
    pair.alice.height = 5000;
    pair.alice.step(new ChannelEvent.NewBlock());
    pair.alice.in(ChannelState.AwaitingReady.class);
  }
}
