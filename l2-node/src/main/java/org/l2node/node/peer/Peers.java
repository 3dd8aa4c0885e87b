package org.l2node.node.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Message;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.NodeRuntime;

/** All peers: finds the actor of one, makes it where there is none yet. From any thread; nothing here waits. */
public final class Peers {
  /** Channels in opening at once, over all peers (reliability, 5.1). */
  private static final int MAX_OPENING = 50;

  private final NodeRuntime runtime;
  private final PeerContext context;
  private final ChannelDirectory directory;
  private final OpeningQuota quota = new OpeningQuota(MAX_OPENING);
  private final Map<NodeId, Actor<PeerMessage>> actors = new ConcurrentHashMap<>();
  private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();

  public Peers(NodeRuntime runtime, PeerContext context, ChannelDirectory directory) {
    this.runtime = runtime;
    this.context = context;
    this.directory = directory;
  }

  /** Makes the actor of a peer with the channels that the store holds. To be called before anything else is told it. */
  public void restore(NodeId peer, List<ChannelState> stored) {
    actors.put(peer, spawn(peer, stored));
  }

  /** Has every stored channel carry out what it still owes. */
  public void resume() {
    actors.values().forEach(actor -> actor.tell(new PeerMessage.Resume()));
  }

  private Actor<PeerMessage> spawn(NodeId peer, List<ChannelState> stored) {
    PeerActor behavior = new PeerActor(peer, context, directory, quota, () -> retire(peer));
    Actor<PeerMessage> actor = runtime.spawn("peer " + peer, PeerActor.MAILBOX, behavior);
    behavior.start(actor, stored);
    return actor;
  }

  /** Tells a peer's actor, made where there is none: in one go, so that it cannot be retired in between. */
  private Actor<PeerMessage> tell(NodeId peer, PeerMessage message) {
    return actors.compute(peer, (id, there) -> {
      Actor<PeerMessage> actor = there != null ? there : spawn(id, List.of());
      actor.tell(message);
      return actor;
    });
  }

  /** On the actor's own thread: strangers that come and go under ever new node ids leave nothing behind. */
  private void retire(NodeId peer) {
    actors.computeIfPresent(peer, (_, actor) -> {
      if (actor.size() > 0) {
        return actor;
      }
      actor.stop();
      return null;
    });
  }

  private Optional<Actor<PeerMessage>> owner(ChannelId channelId) {
    return directory.find(channelId).map(entry -> actors.get(entry.state().peer()));
  }

  /** A connection stands and init is exchanged. */
  public void linkUp(PeerLink link, Features remoteFeatures) {
    links.put(link.remote(), link);
    tell(link.remote(), new PeerMessage.LinkUp(link, remoteFeatures));
  }

  /** A connection that was up is gone. */
  public void linkDown(PeerLink link, String why) {
    links.remove(link.remote(), link);
    tell(link.remote(), new PeerMessage.LinkDown(link, why));
  }

  /**
   * A message came by a connection.
   *
   * @return false where the peer's mailbox is as good as full: the connection is to be paused, the actor resumes it. The message is taken
   * all the same
   */
  public boolean received(PeerLink link, Message message) {
    return tell(link.remote(), new PeerMessage.FromWire(link, message)).size() < PeerActor.MAILBOX;
  }

  /** Tells the actor that a connection was paused, so that it resumes it. */
  public void paused(PeerLink link) {
    tell(link.remote(), new PeerMessage.Paused(link));
  }

  /** The connection with a peer, if there is one. */
  public Optional<PeerLink> link(NodeId peer) {
    return Optional.ofNullable(links.get(peer));
  }

  /** The peers that are connected now. */
  public Set<NodeId> connected() {
    return Set.copyOf(links.keySet());
  }

  /** Opens a channel. */
  public CompletableFuture<OpenResult> open(NodeId peer, ChannelEvent.Open command) {
    CompletableFuture<OpenResult> answer = new CompletableFuture<>();
    Actor<PeerMessage> there = actors.computeIfPresent(peer, (_, actor) -> {
      if (!actor.offer(new PeerMessage.Open(command, answer))) {
        answer.complete(new OpenResult.Failed(false, "too much waits for this peer, try again later"));
      }
      return actor;
    });
    if (there == null) {
      answer.complete(new OpenResult.Failed(false, "the peer is not connected"));
    }
    return answer;
  }

  /**
   * A command that may be refused because too much waits.
   *
   * @return false where it was; {@code answer} is not called then
   */
  public boolean offer(ChannelId channelId, ChannelEvent.Command command, Consumer<CommandResult> answer) {
    Optional<Actor<PeerMessage>> owner = owner(channelId);
    if (owner.isEmpty()) {
      answer.accept(new CommandResult.NoSuchChannel());
      return true;
    }
    return owner.get().offer(new PeerMessage.Command(channelId, command, answer));
  }

  /** A command that must not be lost: a settlement. */
  public void tell(ChannelId channelId, ChannelEvent.Command command, Consumer<CommandResult> answer) {
    owner(channelId)
        .ifPresentOrElse(actor -> actor.tell(new PeerMessage.Command(channelId, command, answer)),
            () -> answer.accept(new CommandResult.NoSuchChannel()));
  }

  /** The chain has news of a channel. */
  public void chain(ChannelId channelId, ChannelEvent.FromChain event) {
    owner(channelId).ifPresent(actor -> actor.tell(new PeerMessage.Chain(channelId, event)));
  }

  /** The chain has a new tip. */
  public void newBlock() {
    actors.values().forEach(actor -> actor.tell(new PeerMessage.NewBlock()));
  }

  /** Closes all connections. */
  public void closeAll(String why) {
    links.values().forEach(link -> link.close(why));
  }

  /** Ends all actors after what waits now. */
  public void stop() {
    actors.values().forEach(Actor::stop);
  }
}
