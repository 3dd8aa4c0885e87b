package org.l2node.node.peer;

import fr.acinq.bitcoin.ByteVector;
import java.time.Duration;
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

/** What the peers' actors need of the rest of the node. No method blocks; answers come as messages to the actor. */
public interface PeerContext {
  /** Tells, each time anew, what a step of the channel with these keys may know then. The keys are derived once, here. */
  Supplier<Env> env(long keysIndex);

  /** Makes writes durable together; exactly one of the two is called, on the store's thread. Calls are carried out in their order. */
  void write(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused);

  /** As {@link #write}, for what nothing waits for yet: becomes durable with the next write that something waits for, or else soon. */
  void writeSoon(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused);

  /** A clock that only moves forward, for durations. */
  long monotonicMillis();

  /** Runs {@code task}, which hands a message to an actor, once after {@code delay}. */
  void after(Duration delay, Runnable task);

  /** Why a channel that a peer wants to open is not accepted, in words for the peer; empty where it may be. */
  Optional<String> refuses(NodeId peer, OpenChannel open);

  /** Whether channels that this peer opens may be used before they are confirmed. */
  boolean trusts(NodeId peer);

  /** An index of channel keys never used before. */
  long newKeysIndex();

  /** Where a channel that a peer opens closes to, unless a command says otherwise. */
  ByteVector shutdownScript();

  /** Asks the wallet for a funding transaction; {@code answer} is given the event with the outcome. */
  void fund(Effect.FundingNeeded needed, Consumer<ChannelEvent.Command> answer);

  /** The wallet's inputs for a channel are free again. */
  void abandonFunding(TemporaryChannelId temporaryChannelId);

  /** Publishes, and keeps publishing; registers watches. */
  void onChain(ChannelId channelId, Effect effect);

  /** An incoming HTLC is irrevocably committed: relay it, take it or fail it; the answer comes as a command to the channel. */
  void lockedIn(ChannelId channelId, UpdateAddHtlc add, boolean mustFail);

  /** An outgoing HTLC has ended. */
  void settled(Effect.HtlcSettled settled);

  /** The peer is there. */
  void peerUp(PeerLink link, Features remoteFeatures);

  /** The peer is gone. */
  void peerDown(NodeId peer);

  /**
   * A gossip message.
   *
   * @return false where there is no room for it: the actor stops reading for a while
   */
  boolean gossip(PeerLink link, GossipMessage message);

  /** A channel has come into another phase. */
  void channelChanged(ChannelState state);

  /** A channel is closed or came to nothing: it waits for nothing on the chain any more. */
  void over(ChannelId channelId);

  /** A channel's announcement is complete. */
  void announced(ChannelState state, ChannelAnnouncement announcement);
}
