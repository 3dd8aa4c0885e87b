package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFee;

/** A channel that a bug of ours has stopped: signs nothing, is not closed for the bug, and its money is still looked after. */
class StoppedChannelTest {
  private final NormalChannel channel = new NormalChannel();
  private final Slot slot = new Slot(channel.state(), channel::env, false);
  private final List<Effect> effects = new ArrayList<>();
  private final ChannelDirectory directory = new ChannelDirectory();
  private final ChannelRunner runner = new ChannelRunner((ticket, writes, waitedFor) -> {}, directory, new ChannelRunner.Effects() {
    @Override
    public void perform(Slot of, Effect effect, long epoch) {
      effects.add(effect);
    }

    @Override
    public void changed(Slot of) {}
  });

  private void step(ChannelEvent event) {
    runner.step(slot, event);
    runner.flush();
    runner.durable(Long.MAX_VALUE);
  }

  private void offerAndSign() {
    step(new ChannelEvent.OfferHtlc(new MilliSatoshi(1_000_000), NormalChannel.HASH, new CltvExpiry(200),
        new ByteVector(new byte[UpdateAddHtlc.ONION_LENGTH]), new Origin.Local(1, 0)));
    step(new ChannelEvent.Sign());
  }

  @Test
  void signsNothingAndIsNotClosedForTheBug() {
    slot.stop("test", true);
    offerAndSign();
    step(new ChannelEvent.NewBlock());
    step(new ChannelEvent.Received(new UpdateFee(channel.state().channelId().orElseThrow(), new FeeratePerKw(1000))));
    assertThat(effects).isEmpty();
    assertThat(slot.state()).isEqualTo(channel.state());
  }

  @Test
  void takesAnHtlcToTheChainInTime() {
    offerAndSign();
    effects.clear();
    slot.stop("test", true);
    channel.height = 201;
    step(new ChannelEvent.NewBlock());
    assertThat(effects).isEmpty();
    channel.height = 202;
    step(new ChannelEvent.NewBlock());
    assertThat(slot.state()).isInstanceOf(ChannelState.Closing.class);
    assertThat(effects).anyMatch(e -> e instanceof Effect.Publish(Transaction _, var purpose)
        && purpose == Effect.Purpose.LOCAL_COMMITMENT);
    assertThat(directory.find(slot.state().channelId().orElseThrow()).orElseThrow().bug()).contains("test");
  }

  @Test
  void followsTheFundingOutputToTheChain() {
    var funding = ((ChannelState.WithData) slot.state()).data().params().funding();
    slot.stop("test", true);
    Transaction spender = new Transaction(2, List.of(), List.of(), 0);
    step(new ChannelEvent.OutputSpent(funding, spender, new BlockHeight(100)));
    assertThat(slot.state()).isInstanceOf(ChannelState.Closing.class);
  }

  @Test
  void isClosedByTheUser() {
    slot.stop("test", true);
    step(new ChannelEvent.CloseUnilateral());
    assertThat(slot.state()).isInstanceOf(ChannelState.Closing.class);
  }

  @Test
  void whatTheStoreDoesNotHoldDoesNothing() {
    slot.stop("the store refused it", false);
    step(new ChannelEvent.CloseUnilateral());
    assertThat(effects).isEmpty();
    assertThat(slot.state()).isEqualTo(channel.state());
  }
}
