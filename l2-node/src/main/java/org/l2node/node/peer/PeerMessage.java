package org.l2node.node.peer;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Message;

/** What a peer's actor is told. */
sealed interface PeerMessage {
  /** A connection stands, init is exchanged both ways. It replaces the one before. */
  record LinkUp(PeerLink link, Features remoteFeatures) implements PeerMessage {}

  /** A connection is gone; of no matter where it was replaced already. */
  record LinkDown(PeerLink link, String why) implements PeerMessage {}

  /** A message came by a connection. */
  record FromWire(PeerLink link, Message message) implements PeerMessage {}

  /** A connection is read no more until the actor, having dealt with what waits, resumes it. */
  record Paused(PeerLink link) implements PeerMessage {}

  /** The writes up to this ticket are on disk. */
  record Durable(long ticket) implements PeerMessage {}

  /** The writes of this ticket broke a constraint: nothing of them was written. */
  record Refused(long ticket, String why) implements PeerMessage {}

  /** Open a channel; the answer is its id once funding_signed has come and is durable. */
  record Open(ChannelEvent.Open command, CompletableFuture<OpenResult> answer) implements PeerMessage {}

  /** A command to a channel that has its id; the answer comes once the step is durable. */
  record Command(ChannelId channelId, ChannelEvent.Command command, Consumer<CommandResult> answer) implements PeerMessage {}

  /** A command to a channel that is being opened. */
  record OpeningCommand(TemporaryChannelId temporaryChannelId, ChannelEvent.Command command) implements PeerMessage {}

  /** The chain has news of a channel. */
  record Chain(ChannelId channelId, ChannelEvent.FromChain event) implements PeerMessage {}

  /** The chain has a new tip; all channels are told. */
  record NewBlock() implements PeerMessage {}

  /** It is time to see whether the peer still owes a revoke_and_ack that it has owed for too long. */
  record RevocationsDue() implements PeerMessage {}

  /** The node starts: what stored channels still owe is carried out. */
  record Resume() implements PeerMessage {}
}
