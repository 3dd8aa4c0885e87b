package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.UpdateAddHtlc;

/** The order of what a runner does: to the store, to the other parts of the node, and out. */
class ChannelRunnerTest {
  private final NormalChannel channel = new NormalChannel();
  private final Slot slot = new Slot(channel.state(), channel::env, false);
  private final List<String> done = new ArrayList<>();
  private final ChannelRunner runner = new ChannelRunner(
      (ticket, writes, waitedFor) -> done.add((waitedFor ? "write " : "write soon ") + ticket), new ChannelDirectory(),
      new ChannelRunner.Effects() {
        @Override
        public void perform(Slot of, Effect effect, long epoch) {
          if (effect instanceof Effect.Send(CommitmentSigned _)) {
            done.add("commitment_signed");
          } else if (effect.staysInside()) {
            done.add("news");
          }
        }

        @Override
        public void changed(Slot of) {}
      });

  private void offer() {
    runner.step(slot, new ChannelEvent.OfferHtlc(new MilliSatoshi(1_000_000), NormalChannel.HASH, new CltvExpiry(200),
        new ByteVector(new byte[UpdateAddHtlc.ONION_LENGTH]), new Origin.Local(1, 0)));
  }

  /** All parts of the node write to one store: what they do with the news may rest on nothing that has no place in its queue yet. */
  @Test
  void theRestOfTheNodeHearsNothingBeforeTheStoreHasWhatItRestsOn() {
    offer();
    runner.step(slot, new ChannelEvent.Sign());
    // The same turn: the signature waits to be written, and a second HTLC, not signed for, ends with the connection.
    runner.step(slot, new ChannelEvent.OfferHtlc(new MilliSatoshi(1_000_000), NormalChannel.HASH, new CltvExpiry(200),
        new ByteVector(new byte[UpdateAddHtlc.ONION_LENGTH]), new Origin.Local(2, 0)));
    runner.step(slot, new ChannelEvent.Disconnected());
    assertThat(done).isEmpty();
    runner.flush();
    assertThat(done).containsExactly("write 1", "news");
    runner.durable(1);
    assertThat(done).containsExactly("write 1", "news", "commitment_signed");
  }
}
