package org.l2node.node.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.machine.Env;
import org.l2node.channels.machine.Transition;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.EstablishedMessage;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.OpeningMessage;
import org.l2node.channels.wire.SetupMessage;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.Warning;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.Behavior;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer: its connection, if there is one, and every channel with it. All of it on one thread, so that two messages, a command and a block
 * never meet half way. What comes from outside is bounded: the connection is paused while the mailbox is full.
 */
final class PeerActor implements Behavior<PeerMessage>, ChannelRunner.Effects {
  private static final Logger LOG = LoggerFactory.getLogger(PeerActor.class);

  /** How many messages may wait before the peer's connection is read no more. */
  static final int MAILBOX = 512;

  private final NodeId peer;
  private final PeerContext context;
  private final ChannelDirectory directory;
  private final Runnable onUnused;
  private final ChannelRunner runner;
  private final Map<ChannelId, Slot> channels = new LinkedHashMap<>();
  private final Openings opening;
  private final RevocationWatch revocations;
  private @Nullable Actor<PeerMessage> self;
  private @Nullable PeerLink link;
  private Features remoteFeatures = Features.NONE;

  /** @param onUnused told, with an empty mailbox, when there is neither a connection nor a channel: the actor may be stopped */
  PeerActor(NodeId peer, PeerContext context, ChannelDirectory directory, OpeningQuota quota, Runnable onUnused) {
    this.peer = peer;
    this.context = context;
    this.directory = directory;
    this.opening = new Openings(quota);
    this.revocations = new RevocationWatch(context, () -> self().tell(new PeerMessage.RevocationsDue()));
    this.onUnused = onUnused;
    this.runner = new ChannelRunner(new TicketStore(context, message -> self().tell(message)), directory, this);
  }

  /** To be called once, before the first message: the stored channels, and the mailbox of this very actor. */
  void start(Actor<PeerMessage> mailbox, List<ChannelState> stored) {
    self = mailbox;
    for (ChannelState state : stored) {
      ChannelId id = state.channelId().orElseThrow();
      if (state instanceof ChannelState.AwaitingFundingSigned || state.isForgotten()) {
        // Nothing was published and the peer has forgotten it with the connection.
        context.abandonFunding(state.temporaryChannelId());
        context.write(List.of(new ChannelWrite.DeleteChannel(id)), () -> {}, _ -> {});
        continue;
      }
      directory.put(id, state, Optional.empty());
      // A closed one too: another channel may still ask it whether the end of an HTLC has arrived.
      channels.put(id, slot(state));
    }
  }

  private Actor<PeerMessage> self() {
    if (self == null) {
      throw new IllegalStateException("not started");
    }
    return self;
  }

  private Slot slot(ChannelState state) {
    long keysIndex = switch (state) {
      case ChannelState.WithData withData -> withData.data().params().keysIndex();
      case ChannelState.AwaitingFundingSigned waiting -> waiting.params().keysIndex();
      case ChannelState.Opening _, ChannelState.Abandoned _ -> throw new IllegalArgumentException("not a stored state: " + state.name());
    };
    return new Slot(state, context.env(keysIndex), false);
  }

  @Override
  public void onMessage(PeerMessage message) {
    switch (message) {
      case PeerMessage.LinkUp(PeerLink up, Features features) -> onLinkUp(up, features);
      case PeerMessage.LinkDown(PeerLink down, String why) -> onLinkDown(down, why);
      case PeerMessage.FromWire(PeerLink from, Message received) -> {
        if (isCurrent(from)) {
          onWire(from, received);
        }
      }
      // Behind everything that had come by this connection: that is dealt with now.
      case PeerMessage.Paused(PeerLink pausedLink) -> pausedLink.resume();
      case PeerMessage.Durable(long ticket) -> runner.durable(ticket);
      case PeerMessage.Refused(long ticket, String why) -> runner.refused(ticket, why);
      case PeerMessage.Open(ChannelEvent.Open command, CompletableFuture<OpenResult> answer) -> onOpen(command, answer);
      case PeerMessage.Command(ChannelId id, ChannelEvent.Command command, Consumer<CommandResult> answer) ->
        onCommand(id, command, answer);
      case PeerMessage.OpeningCommand(TemporaryChannelId id, ChannelEvent.Command command) -> {
        Slot slot = opening.get(id);
        if (slot != null) {
          step(slot, command);
        } else if (command instanceof ChannelEvent.FundingBuilt) {
          context.abandonFunding(id);
        }
      }
      case PeerMessage.Chain(ChannelId id, ChannelEvent.FromChain event) -> {
        Slot slot = channels.get(id);
        if (slot != null) {
          step(slot, event);
        }
      }
      case PeerMessage.NewBlock _ -> List.copyOf(channels.values()).forEach(slot -> step(slot, new ChannelEvent.NewBlock()));
      case PeerMessage.RevocationsDue _ -> revocations.due(channels.values(), link);
      case PeerMessage.Resume _ -> channels.values().forEach(runner::resume);
    }
  }

  /** Everything that had come is dealt with: now one commitment_signed covers it all. */
  @Override
  public void onIdle() {
    List<Slot> stepped = new ArrayList<>();
    for (Slot slot : List.copyOf(channels.values())) {
      if (slot.takeUnsigned()) {
        step(slot, new ChannelEvent.Sign());
        slot.takeUnsigned();
        stepped.add(slot);
      }
    }
    runner.flush();
    // While the disk is waited for.
    stepped.forEach(slot -> ChannelMachine.prepare(slot.state(), slot.env()));
    if (link == null && channels.isEmpty() && opening.isEmpty() && runner.isIdle()) {
      onUnused.run();
    }
  }

  private void step(Slot slot, ChannelEvent event) {
    step(slot, event, _ -> {});
  }

  private void step(Slot slot, ChannelEvent event, Consumer<Outbox.Outcome> done) {
    runner.step(slot, event, done);
    revocations.stepped(slot);
    afterStep(slot, event instanceof ChannelEvent.FromPeer);
  }

  /**
   * Files a channel under the name it has now.
   *
   * @param byPeer whether what the peer did has led here
   */
  private void afterStep(Slot slot, boolean byPeer) {
    ChannelState state = slot.state();
    TemporaryChannelId temporary = state.temporaryChannelId();
    Optional<ChannelId> id = state.channelId();
    if (slot.bug().isPresent() && opening.contains(temporary)) {
      // It goes no further, and nothing of it was published. The id of one that the peer opens is the peer's choice: it may be that of a
      // channel for which the wallet has reserved money.
      opening.remove(slot);
      if (!slot.isByPeer()) {
        context.abandonFunding(temporary);
      }
      opening.failed(temporary, false, slot.bug().get());
      if (link != null) {
        link.send(ErrorMessage.of(new ChannelId(temporary.value()), "this channel cannot be opened"));
      }
    } else if (state instanceof ChannelState.Abandoned abandoned) {
      opening.remove(slot);
      id.ifPresent(known -> channels.remove(known, slot));
      opening.failed(temporary, byPeer, abandoned.text());
    } else if (state.isForgotten()) {
      id.ifPresent(known -> channels.remove(known, slot));
    } else if (id.isPresent()) {
      opening.remove(slot);
      channels.putIfAbsent(id.get(), slot);
    }
  }

  private void onLinkUp(PeerLink up, Features features) {
    if (link != null) {
      PeerLink old = link;
      onLinkDown(old, "replaced by a new connection");
      old.close("replaced by a new connection");
    }
    link = up;
    remoteFeatures = features;
    runner.newEpoch();
    context.peerUp(up, features);
    channels.values().forEach(slot -> step(slot, new ChannelEvent.Connected(features)));
  }

  /** A message or an end of a connection that was replaced is of no matter: it is the very object that counts. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isCurrent(PeerLink other) {
    return other == link;
  }

  private void onLinkDown(PeerLink down, String why) {
    if (!isCurrent(down)) {
      return;
    }
    LOG.debug("peer={} disconnected: {}", peer, why);
    link = null;
    runner.newEpoch();
    for (Slot slot : opening.all()) {
      step(slot, new ChannelEvent.Disconnected());
    }
    for (Slot slot : new ArrayList<>(channels.values())) {
      step(slot, new ChannelEvent.Disconnected());
    }
    context.peerDown(peer);
  }

  private void onWire(PeerLink from, Message message) {
    switch (message) {
      case OpenChannel open -> onOpenChannel(from, open);
      case OpeningMessage about -> {
        Slot slot = opening.get(about.temporaryChannelId());
        if (slot == null) {
          from.send(ErrorMessage.of(new ChannelId(about.temporaryChannelId().value()), "no such channel is being opened"));
        } else {
          step(slot, new ChannelEvent.Received(about));
        }
      }
      case EstablishedMessage about -> {
        Slot slot = channels.get(about.channelId());
        if (slot != null) {
          step(slot, new ChannelEvent.Received(about));
        } else if (about instanceof ChannelReestablish) {
          from.send(ErrorMessage.of(about.channelId(), "unknown channel"));
        } else {
          from.send(Warning.of(about.channelId(), "unknown channel"));
        }
      }
      case GossipMessage gossip -> {
        if (!context.gossip(from, gossip)) {
          LOG.debug("peer={} gossip dropped: too much waits", peer);
        }
      }
      case ErrorMessage error -> onError(error);
      case Warning warning -> LOG.info("peer={} warns: {}", peer, warning.text());
      case SetupMessage _, UnknownMessage _ -> {
        // Init and pings are the connection's; what is not known and odd is ignored.
      }
    }
  }

  private void onError(ErrorMessage error) {
    LOG.info("peer={} error: {}", peer, error.text());
    boolean all = error.channelId().equals(ErrorMessage.NO_CHANNEL);
    List<Slot> concerned = new ArrayList<>();
    opening.all().stream().filter(slot -> all || slot.state().temporaryChannelId().value().equals(error.channelId().value()))
        .forEach(concerned::add);
    channels.forEach((id, slot) -> {
      if (all || id.equals(error.channelId())) {
        concerned.add(slot);
      }
    });
    concerned.forEach(slot -> step(slot, new ChannelEvent.ReceivedError(error)));
  }

  private void onOpenChannel(PeerLink from, OpenChannel open) {
    ChannelId named = new ChannelId(open.temporaryChannelId().value());
    if (opening.contains(open.temporaryChannelId()) || channels.containsKey(named) || directory.find(named).isPresent()) {
      from.send(ErrorMessage.of(named, "this temporary_channel_id is in use"));
      return;
    }
    long unfunded = channels.values().stream().filter(slot -> ChannelDirectory.isStillToBeFunded(slot.state())).count();
    if (!opening.takePlace(unfunded, directory.unfunded())) {
      from.send(ErrorMessage.of(named, "too many channels are being opened, try again later"));
      return;
    }
    Optional<String> refusal = context.refuses(peer, open);
    if (refusal.isPresent()) {
      opening.givePlaceBack();
      from.send(ErrorMessage.of(named, refusal.get()));
      return;
    }
    long keysIndex = context.newKeysIndex();
    Supplier<Env> env = context.env(keysIndex);
    Env now = context.trusts(peer) ? env.get().trusting() : env.get();
    Transition first;
    try {
      first = ChannelMachine.accept(open, peer, remoteFeatures, keysIndex, context.shutdownScript(), now);
    } catch (RuntimeException bug) {
      opening.givePlaceBack();
      throw bug;
    }
    Slot slot = new Slot(first.next(), env, true);
    opening.addByPeer(open.temporaryChannelId(), slot);
    runner.apply(slot, "OpenChannel", first, _ -> {});
    afterStep(slot, true);
  }

  private void onOpen(ChannelEvent.Open command, CompletableFuture<OpenResult> answer) {
    if (link == null) {
      answer.complete(new OpenResult.Failed(false, "the peer is not connected"));
      return;
    }
    Supplier<Env> env = context.env(command.keysIndex());
    Transition first = ChannelMachine.open(command, peer, remoteFeatures, env.get());
    Optional<Effect.Rejected> rejected = first.effects().stream().filter(Effect.Rejected.class::isInstance)
        .map(Effect.Rejected.class::cast).findFirst();
    if (rejected.isPresent()) {
      answer.complete(new OpenResult.Rejected(rejected.get().reason()));
      return;
    }
    Slot slot = new Slot(first.next(), env, false);
    opening.add(command.temporaryChannelId(), slot, answer);
    runner.apply(slot, "Open", first, _ -> {});
    afterStep(slot, false);
  }

  private void onCommand(ChannelId id, ChannelEvent.Command command, Consumer<CommandResult> answer) {
    Slot slot = channels.get(id);
    if (slot == null) {
      answer.accept(new CommandResult.NoSuchChannel());
      return;
    }
    step(slot, command, outcome -> answer.accept(result(outcome)));
  }

  private static CommandResult result(Outbox.Outcome outcome) {
    for (Effect effect : outcome.effects()) {
      if (effect instanceof Effect.Rejected(var reason)) {
        return new CommandResult.Rejected(reason);
      }
    }
    return outcome.refused() ? new CommandResult.NoSuchChannel() : new CommandResult.Done();
  }

  @Override
  public void changed(Slot slot) {
    context.channelChanged(slot.state());
    if (slot.state().isOver()) {
      slot.state().channelId().ifPresent(context::over);
    }
  }

  @Override
  public void perform(Slot slot, Effect effect, long epoch) {
    switch (effect) {
      case Effect.Send(Message message) -> {
        if (link != null && runner.isCurrent(epoch)) {
          link.send(message);
        }
      }
      case Effect.FundingNeeded needed ->
        context.fund(needed, event -> self().tell(new PeerMessage.OpeningCommand(needed.temporaryChannelId(), event)));
      case Effect.FundingAbandoned(TemporaryChannelId id) -> context.abandonFunding(id);
      case Effect.Publish(_, var purpose) -> {
        slot.state().channelId().ifPresent(id -> {
          context.onChain(id, effect);
          if (purpose == Effect.Purpose.FUNDING) {
            opening.funded(slot.state().temporaryChannelId(), id);
          }
        });
      }
      case Effect.WatchFunding _, Effect.WatchSpent _, Effect.WatchConfirmed _ ->
        slot.state().channelId().ifPresent(id -> context.onChain(id, effect));
      case Effect.HtlcLockedIn(ChannelId id, var add, boolean mustFail) -> context.lockedIn(id, add, mustFail);
      case Effect.HtlcSettled settled -> context.settled(settled);
      case Effect.Usable _, Effect.Unusable _ -> context.channelChanged(slot.state());
      case Effect.AnnounceChannel(_, var announcement) -> context.announced(slot.state(), announcement);
      case Effect.CloseConnection(String why) -> {
        if (link != null && runner.isCurrent(epoch)) {
          link.close(why);
        }
      }
      case Effect.Rejected _, Effect.SettlementStored _, Effect.HtlcOffered _ -> {
        // The answer to the command carries them.
      }
    }
  }
}
