package org.l2node.node.peer;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.machine.Env;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.UpdateAddHtlc;

/** A rest of the node that does nothing. */
public class NoContext implements PeerContext {
  @Override
  public Supplier<Env> env(long keysIndex) {
    return () -> {
      throw new AssertionError("no channel takes a step");
    };
  }

  @Override
  public void writeSoon(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused) {
    write(writes, durable, refused);
  }

  @Override
  public void write(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused) {}

  @Override
  public Optional<String> refuses(NodeId peer, OpenChannel open) {
    return Optional.empty();
  }

  @Override
  public boolean trusts(NodeId peer) {
    return false;
  }

  @Override
  public long newKeysIndex() {
    return 1;
  }

  @Override
  public ByteVector shutdownScript() {
    return ByteVector.empty;
  }

  @Override
  public void fund(Effect.FundingNeeded needed, Consumer<ChannelEvent.Command> answer) {}

  @Override
  public void abandonFunding(TemporaryChannelId temporaryChannelId) {}

  @Override
  public void onChain(ChannelId channelId, Effect effect) {}

  @Override
  public long monotonicMillis() {
    return 0;
  }

  @Override
  public void after(java.time.Duration delay, Runnable task) {}

  @Override
  public void lockedIn(ChannelId channelId, UpdateAddHtlc add, boolean mustFail) {}

  @Override
  public void settled(Effect.HtlcSettled settled) {}

  @Override
  public void peerUp(PeerLink link, Features remoteFeatures) {}

  @Override
  public void peerDown(NodeId peer) {}

  @Override
  public boolean gossip(PeerLink link, GossipMessage message) {
    return true;
  }

  @Override
  public void channelChanged(ChannelState state) {}

  @Override
  public void over(ChannelId channelId) {}

  @Override
  public void announced(ChannelState state, ChannelAnnouncement announcement) {}
}
