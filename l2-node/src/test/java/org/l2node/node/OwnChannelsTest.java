package org.l2node.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.units.ChannelId;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.NormalChannel;

/** Why nothing can be paid is counted, so that the operator knows what to mend. */
class OwnChannelsTest {
  private final NormalChannel channel = new NormalChannel();

  private static ChannelDirectory.Entry entry(ChannelState state, Optional<String> bug) {
    ChannelId id = state.channelId().orElseThrow();
    return new ChannelDirectory.Entry(id, state, bug);
  }

  private ChannelState after(ChannelEvent event) {
    return ChannelMachine.step(channel.state(), event, channel.env()).next();
  }

  @Test
  void channelsThatCannotSendAreCountedByTheirReason() {
    assertThat(OwnChannels.why(List.of())).isEqualTo("it has none");
    ChannelDirectory.Entry offline = entry(after(new ChannelEvent.Disconnected()), Optional.empty());
    ChannelDirectory.Entry closing = entry(after(new ChannelEvent.CloseUnilateral()), Optional.empty());
    ChannelDirectory.Entry stopped = entry(channel.state(), Optional.of("a bug"));
    assertThat(OwnChannels.why(List.of(offline, closing, offline, stopped)))
        .isEqualTo("2 without connection to the peer, 1 closing, 1 stopped by an internal error");
  }
}
