package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.Warning;

class RevocationWatchTest {
  private final List<Duration> timers = new ArrayList<>();
  private final List<Message> sent = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private final NormalChannel channel = new NormalChannel();
  private final Slot slot = new Slot(channel.state(), channel::env, false);
  private long now = 1000;

  private final RevocationWatch watch = new RevocationWatch(new NoContext() {
    @Override
    public long monotonicMillis() {
      return now;
    }

    @Override
    public void after(Duration delay, Runnable task) {
      timers.add(delay);
    }
  }, () -> {});

  private final PeerLink link = new NoLink(channel.state().peer()) {
    @Override
    public void send(Message message) {
      sent.add(message);
    }

    @Override
    public void close(String why) {
      closed.add(why);
    }
  };

  private void step(ChannelEvent event) {
    slot.become(ChannelMachine.step(slot.state(), event, slot.env()).next());
    watch.stepped(slot);
  }

  private void sign() {
    step(new ChannelEvent.OfferHtlc(new MilliSatoshi(1_000_000), NormalChannel.HASH, new CltvExpiry(200),
        new ByteVector(new byte[UpdateAddHtlc.ONION_LENGTH]), new Origin.Local(1, 0)));
    assertThat(timers).isEmpty();
    step(new ChannelEvent.Sign());
  }

  @Test
  void disconnectsAPeerThatOwesARevocationForAMinute() {
    sign();
    step(new ChannelEvent.NewBlock());
    assertThat(timers).containsExactly(Duration.ofSeconds(60));
    now += 59_999;
    watch.due(List.of(slot), link);
    assertThat(closed).isEmpty();
    assertThat(timers).containsExactly(Duration.ofSeconds(60), Duration.ofMillis(1));
    now += 1;
    watch.due(List.of(slot), link);
    assertThat(closed).hasSize(1);
    assertThat(sent).hasSize(1).first().isInstanceOf(Warning.class);
    // Nothing else happens to the channel.
    assertThat(slot.state()).isInstanceOf(ChannelState.Normal.class);
  }

  @Test
  void timeRunsOnlyWhileTheConnectionStands() {
    sign();
    step(new ChannelEvent.Disconnected());
    now += 100_000;
    watch.due(List.of(slot), link);
    assertThat(closed).isEmpty();
    assertThat(timers).hasSize(1);
  }
}
