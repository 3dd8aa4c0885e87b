package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.Warning;

/** upfront_shutdown_script (BOLT 2): who has said at the opening where it closes to closes to nowhere else. */
class UpfrontShutdownTest {
  private static final ByteVector ELSEWHERE = new ByteVector("0014" + "22".repeat(20));

  /** Both commit, unless one does not offer the feature. */
  private static Pair committed(boolean bobOffersIt) {
    Pair pair = Pair.create();
    pair.alice.policy = pair.alice.policy.withCommitsToScript(true);
    pair.bob.policy = pair.bob.policy.withCommitsToScript(true);
    if (!bobOffersIt) {
      pair.bob.features = Features.of(0, 8, 12, 14, 23, 27, 44);
    }
    return pair.reachNormal(1_000_000, 400_000_000);
  }

  @Test
  void holdsThePeerToItsScriptAfterARestartToo() {
    Pair pair = committed(true);
    assertThat(pair.alice.sent(OpenChannel.class).getFirst().upfrontShutdownScript()).contains(pair.alice.shutdownScript());
    assertThat(pair.bob.sent(AcceptChannel.class).getFirst().upfrontShutdownScript()).contains(pair.bob.shutdownScript());
    pair.disconnect();
    pair.bob.restart();
    pair.alice.restart();
    pair.connect();
    pair.deliverAll();
    for (Party party : List.of(pair.alice, pair.bob)) {
      Shutdown other = new Shutdown(party.data().channelId(), ELSEWHERE, TlvStream.EMPTY);
      Transition t = ChannelMachine.step(party.state(), new ChannelEvent.Received(other), party.env());
      assertThat(t.next()).isInstanceOf(ChannelState.Normal.class);
      assertThat(t.effects()).anyMatch(Effect.CloseConnection.class::isInstance)
          .anyMatch(e -> e instanceof Effect.Send(Warning warning) && warning.text().contains("upfront_shutdown_script"));
    }
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    pair.deliverAll();
    pair.alice.in(ChannelState.Closing.class);
    pair.bob.in(ChannelState.Closing.class);
  }

  @Test
  void closesOnlyWhereItSaid() {
    Pair pair = committed(true);
    Transition t = pair.alice.step(new ChannelEvent.CloseMutual(ELSEWHERE));
    assertThat(t.effects()).singleElement().isInstanceOfSatisfying(Effect.Rejected.class,
        r -> assertThat(r.reason().text()).contains("committed"));
    pair.alice.step(new ChannelEvent.CloseMutual(pair.alice.shutdownScript()));
    pair.alice.in(ChannelState.ShuttingDown.class);
  }

  @Test
  void bindsNobodyWhereOneSideDoesNotOfferIt() {
    Pair pair = committed(false);
    assertThat(pair.alice.sent(OpenChannel.class).getFirst().upfrontShutdownScript()).isEmpty();
    // It may tell one all the same.
    assertThat(pair.bob.sent(AcceptChannel.class).getFirst().upfrontShutdownScript()).contains(pair.bob.shutdownScript());
    pair.alice.step(new ChannelEvent.CloseMutual(ELSEWHERE));
    pair.deliverAll();
    pair.alice.in(ChannelState.Closing.class);
    pair.bob.in(ChannelState.Closing.class);
  }

  @Test
  void saysNothingByDefault() {
    Pair pair = Pair.normal();
    assertThat(pair.alice.sent(OpenChannel.class).getFirst().upfrontShutdownScript()).isEmpty();
    assertThat(pair.bob.sent(AcceptChannel.class).getFirst().upfrontShutdownScript()).isEmpty();
    pair.bob.step(new ChannelEvent.CloseMutual(ELSEWHERE));
    pair.deliverAll();
    pair.alice.in(ChannelState.Closing.class);
  }
}
