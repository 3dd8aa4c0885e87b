package org.l2node.node.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * The one loop that decides order: step, hand the writes to the store, and when they are durable carry out the effects. While a write is
 * under way the channels go on stepping in memory; effects leave in order, each only after its own write is durable. One for each peer, on
 * its actor's thread.
 */
final class ChannelRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelRunner.class);

  /** Carries out effects, on the actor's thread. */
  interface Effects {
    /** @param epoch of the connection that the effect's step belongs to: a message for an earlier one is not sent */
    void perform(Slot slot, Effect effect, long epoch);

    /** A channel has come into another phase. */
    void changed(Slot slot);
  }

  /** What a step gave once it was durable. */
  record Outcome(List<Effect> effects, boolean refused) {}

  private record Pending(long ticket, long epoch, Slot slot, List<Effect> effects, Consumer<Outcome> done) {}

  private final ChannelStore store;
  private final ChannelDirectory directory;
  private final Effects effects;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private long lastTicket;
  private long epoch;

  ChannelRunner(ChannelStore store, ChannelDirectory directory, Effects effects) {
    this.store = store;
    this.directory = directory;
    this.effects = effects;
  }

  /** A new connection: what belongs to the one before is not sent any more. */
  void newEpoch() {
    epoch++;
  }

  void step(Slot slot, ChannelEvent event) {
    step(slot, event, _ -> {});
  }

  /** @param done told once the step is durable and its effects are carried out */
  void step(Slot slot, ChannelEvent event, Consumer<Outcome> done) {
    if (slot.bug().isPresent()) {
      done.accept(new Outcome(List.of(), true));
      return;
    }
    Transition transition;
    try {
      transition = ChannelMachine.step(slot.state(), event, slot.env());
    } catch (RuntimeException bug) {
      // Our own mistake: the channel stops here, is not failed and says so (architecture, section 1).
      LOG.error("channel={} event={} state={}: this is a bug of this node; the channel stops", slot.name(), eventName(event),
          slot.state().name(), bug);
      slot.stop("internal error on " + eventName(event) + ": " + bug.getClass().getSimpleName());
      publish(slot);
      done.accept(new Outcome(List.of(), true));
      return;
    }
    apply(slot, eventName(event), transition, done);
  }

  /** Takes over a transition that did not come from {@link #step}: a channel's first. */
  void apply(Slot slot, String event, Transition transition, Consumer<Outcome> done) {
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "channel={} event={} from={} to={} writes={} effects={}",
          slot.name(), event, slot.state().name(), transition.next().name(), transition.writes().size(), transition.effects().size());
    }
    boolean changed = !slot.state().getClass().equals(transition.next().getClass());
    slot.become(transition.next());
    publish(slot);
    if (changed) {
      effects.changed(slot);
    }
    if (!transition.writes().isEmpty()) {
      lastTicket++;
      store.write(lastTicket, transition.writes());
    } else if (pending.isEmpty()) {
      perform(new Pending(lastTicket, epoch, slot, transition.effects(), done), false);
      return;
    }
    if (!transition.effects().isEmpty() || !transition.writes().isEmpty() || !pending.isEmpty()) {
      pending.add(new Pending(lastTicket, epoch, slot, transition.effects(), done));
    }
  }

  /** Effects of a state that is durable already. */
  void resume(Slot slot) {
    List<Effect> owed = ChannelMachine.resume(slot.state(), slot.env());
    pending.add(new Pending(lastTicket, epoch, slot, owed, _ -> {}));
    durable(0);
  }

  /** All writes up to {@code ticket} are on disk. */
  void durable(long ticket) {
    while (!pending.isEmpty() && pending.peek().ticket() <= ticket) {
      perform(pending.remove(), false);
    }
  }

  /** The writes of {@code ticket} were refused: its channel is a second one of the same id and was never there. */
  void refused(long ticket, String why) {
    durable(ticket - 1);
    List<Pending> lost = new ArrayList<>();
    while (!pending.isEmpty() && pending.peek().ticket() == ticket) {
      lost.add(pending.remove());
    }
    for (Pending one : lost) {
      one.slot().stop("the store refused it: " + why);
      one.done().accept(new Outcome(List.of(), true));
    }
  }

  private void perform(Pending one, boolean refused) {
    for (Effect effect : one.effects()) {
      effects.perform(one.slot(), effect, one.epoch());
    }
    one.done().accept(new Outcome(one.effects(), refused));
  }

  boolean isCurrent(long ofEffect) {
    return ofEffect == epoch;
  }

  private void publish(Slot slot) {
    ChannelState state = slot.state();
    if (slot.isStored()) {
      state.channelId().ifPresent(id -> {
        if (state instanceof ChannelState.Abandoned) {
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
     */
    void write(long ticket, List<ChannelWrite> writes);
  }

}
