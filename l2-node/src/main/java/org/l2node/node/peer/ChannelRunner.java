package org.l2node.node.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.machine.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop that decides order: step, hand the writes to the store, and when they are durable ({@link Outbox}) carry out the effects.
 * While a write is under way the channels go on stepping in memory; effects leave in order, each only after its own write is durable. One
 * for each peer, on its actor's thread.
 */
final class ChannelRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelRunner.class);

  /** Writes that are handed over before the turn is over, so that their number is bounded. */
  private static final int MAX_TURN = 1_000;

  /** Carries out effects, on the actor's thread. */
  interface Effects {
    /** @param epoch of the connection that the effect's step belongs to: a message for an earlier one is not sent */
    void perform(Slot slot, Effect effect, long epoch);

    /** A channel has come into another phase. */
    void changed(Slot slot);
  }

  private final ChannelStore store;
  private final ChannelDirectory directory;
  private final Effects effects;
  private final Outbox<Slot> outbox;
  private final List<ChannelWrite> turn = new ArrayList<>();
  private long ticket;
  /** All writes up to it have been, or are about to be, waited for at the store. */
  private long hurried;
  private long epoch;

  ChannelRunner(ChannelStore store, ChannelDirectory directory, Effects effects) {
    this.store = store;
    this.directory = directory;
    this.effects = effects;
    this.outbox = new Outbox<>(this::release);
  }

  /** A new connection: what belongs to the one before is not sent any more. */
  void newEpoch() {
    epoch++;
  }

  void step(Slot slot, ChannelEvent event) {
    step(slot, event, _ -> {});
  }

  /** @param done told once the step is durable and its effects are carried out */
  void step(Slot slot, ChannelEvent event, Consumer<Outbox.Outcome> done) {
    if (slot.bug().isPresent()) {
      stepStopped(slot, event, done);
      return;
    }
    Transition transition;
    try {
      transition = ChannelMachine.step(slot.state(), event, slot.env());
    } catch (RuntimeException bug) {
      // Our own mistake: the channel stops here, is not failed and says so (architecture, section 1).
      LOG.error("channel={} event={} state={}: this is a bug of this node; the channel stops", slot.name(), eventName(event),
          slot.state().name(), bug);
      slot.stop("internal error on " + eventName(event) + ": " + bug.getClass().getSimpleName(), true);
      publish(slot);
      done.accept(new Outbox.Outcome(List.of(), true));
      return;
    }
    apply(slot, eventName(event), transition, done);
  }

  /**
   * A channel that a bug has stopped. It signs nothing more and is not closed for the bug; but its money is on the chain or must get there
   * in time: a spent funding output, a deadline and the user's order to close are followed, as long as the machine can.
   */
  private void stepStopped(Slot slot, ChannelEvent event, Consumer<Outbox.Outcome> done) {
    boolean matters = event instanceof ChannelEvent.OutputSpent || event instanceof ChannelEvent.TransactionConfirmed
        || event instanceof ChannelEvent.NewBlock || event instanceof ChannelEvent.CloseUnilateral
        || event instanceof ChannelEvent.SettlementDurable;
    if (!matters || !slot.followsChain()) {
      done.accept(new Outbox.Outcome(List.of(), true));
      return;
    }
    Transition transition;
    try {
      transition = ChannelMachine.step(slot.state(), event, slot.env());
    } catch (RuntimeException bug) {
      LOG.error("channel={} event={} state={}: the stopped channel cannot follow the chain", slot.name(), eventName(event),
          slot.state().name(), bug);
      done.accept(new Outbox.Outcome(List.of(), true));
      return;
    }
    if (transition.next() instanceof ChannelState.Closing || transition.next().isOver()) {
      apply(slot, eventName(event), transition, done);
    } else {
      // A new fee rate, say: nothing that must be.
      done.accept(new Outbox.Outcome(List.of(), true));
    }
  }

  /** Takes over a transition that did not come from {@link #step}: a channel's first. */
  void apply(Slot slot, String event, Transition transition, Consumer<Outbox.Outcome> done) {
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "channel={} event={} from={} to={} writes={} effects={}",
          slot.name(), event, slot.state().name(), transition.next().name(), transition.writes().size(), transition.effects().size());
    }
    if (!claimed(transition)) {
      slot.stop("another channel has its channel_id", false);
      done.accept(new Outbox.Outcome(List.of(), true));
      return;
    }
    boolean changed = !slot.state().getClass().equals(transition.next().getClass());
    // Before anything that can fail: the next step writes only what differs from this one's state, so none may be in memory alone.
    boolean isNew = transition.writes().stream().anyMatch(ChannelWrite.InsertChannel.class::isInstance);
    if (isNew) {
      // By itself: where the store refuses it, nothing of another channel is refused with it.
      flush();
    }
    if (!transition.writes().isEmpty()) {
      if (turn.isEmpty()) {
        ticket = outbox.nextTicket();
      }
      turn.addAll(transition.writes());
    }
    slot.become(transition.next());
    publish(slot);
    if (changed) {
      tellChanged(slot);
    }
    outbox.add(slot, epoch, transition.effects(), done);
    if (isNew || turn.size() >= MAX_TURN) {
      flush();
    }
  }

  /**
   * The turn is over: all that its steps have to write goes to the store in one piece, so that one sync covers it. To be called whenever
   * the actor has dealt with all that had come. A write that nothing waits for (a revoke_and_ack that came, say) does not ask for a sync of
   * its own: what is done next because of it does.
   */
  void flush() {
    boolean waitedFor = outbox.waitedFor() > hurried;
    if (!turn.isEmpty()) {
      store.write(ticket, List.copyOf(turn), waitedFor);
      turn.clear();
      outbox.handedOver(ticket);
    } else if (waitedFor) {
      // They wait at the store already; this makes it not put them off.
      store.write(ticket, List.of(), true);
    }
    if (waitedFor) {
      hurried = ticket;
    }
  }

  private void tellChanged(Slot slot) {
    try {
      effects.changed(slot);
    } catch (RuntimeException bug) {
      stopFor(slot, "the change to " + slot.state().name(), bug);
    }
  }

  private void stopFor(Slot slot, String what, RuntimeException bug) {
    LOG.error("channel={} {}: this is a bug of this node; the channel stops", slot.name(), what, bug);
    slot.stop("internal error on " + what + ": " + bug.getClass().getSimpleName(), true);
    publish(slot);
  }

  /** Whether a channel that is new with this step has its id for itself. */
  private boolean claimed(Transition transition) {
    return transition.writes().stream().filter(ChannelWrite.InsertChannel.class::isInstance)
        .allMatch(write -> directory.claim(write.channelId(), transition.next()));
  }

  /** Effects of a state that is durable already. */
  void resume(Slot slot) {
    outbox.add(slot, epoch, ChannelMachine.resume(slot.state(), slot.env()), _ -> {});
  }

  /** An effect that fails is a bug of ours: its channel stops, what others have ordered goes on. */
  private void release(Slot slot, Effect effect, long ofEffect) {
    try {
      effects.perform(slot, effect, ofEffect);
    } catch (RuntimeException bug) {
      stopFor(slot, effect.getClass().getSimpleName(), bug);
    }
  }

  /** Whether nothing waits for the disk. */
  boolean isIdle() {
    return turn.isEmpty() && outbox.isEmpty();
  }

  /** All writes up to {@code ticket} are on disk. */
  void durable(long ticket) {
    outbox.durable(ticket);
  }

  /** The writes of {@code ticket} were refused: its channel is a second one of the same id and was never there. */
  void refused(long ticket, String why) {
    outbox.refused(ticket).forEach(slot -> slot.stop("the store refused it: " + why, false));
  }

  boolean isCurrent(long ofEffect) {
    return ofEffect == epoch;
  }

  private void publish(Slot slot) {
    ChannelState state = slot.state();
    if (slot.isStored()) {
      state.channelId().ifPresent(id -> {
        if (state.isForgotten()) {
          directory.remove(id);
        } else {
          directory.put(id, state, slot.bug());
        }
      });
    }
  }

  private static String eventName(ChannelEvent event) {
    return event instanceof ChannelEvent.Received(var message) ? message.getClass().getSimpleName() : event.getClass().getSimpleName();
  }

  /** Where a runner's writes go. */
  interface ChannelStore {
    /**
     * Makes {@code writes} durable together; the actor is told {@link PeerMessage.Durable} or {@link PeerMessage.Refused} with the same
     * ticket, tickets in order.
     *
     * @param waitedFor whether something waits for it: else it may be put off until the next write that something waits for
     */
    void write(long ticket, List<ChannelWrite> writes, boolean waitedFor);
  }

}
