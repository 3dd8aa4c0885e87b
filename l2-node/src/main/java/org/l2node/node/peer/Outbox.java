package org.l2node.node.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.l2node.channels.channel.Effect;

/**
 * What steps have ordered and must wait for the disk: persist before send, in one place. Entries leave in the order in which they came,
 * each only when all writes that were ordered up to it are durable; so what a step without writes orders never overtakes what an earlier
 * step with writes has ordered. For one thread.
 *
 * @param <O> whose steps they are, told apart by identity
 */
final class Outbox<O> {
  /** Carries out what has become free. */
  interface Release<O> {
    /** @param epoch as it was given with the entry */
    void perform(O owner, Effect effect, long epoch);
  }

  /**
   * What a step gave once it was durable.
   *
   * @param refused whether the store refused its writes: nothing of it holds
   */
  record Outcome(List<Effect> effects, boolean refused) {}

  private record Entry<O>(long ticket, long epoch, O owner, List<Effect> effects, Consumer<Outcome> done) {
    List<Effect> inside() {
      return effects.stream().filter(Effect::staysInside).toList();
    }

    /** Whether any of it is for others than who gave the command. */
    boolean leaves() {
      return effects.stream().anyMatch(effect -> !effect.staysInside() && !effect.isAnswer());
    }

    List<Effect> outside() {
      return effects.stream().filter(effect -> !effect.staysInside()).toList();
    }
  }

  private final Release<O> release;
  private final Deque<Entry<O>> waiting = new ArrayDeque<>();
  private final Deque<Entry<O>> untold = new ArrayDeque<>();
  private long lastTicket;
  private long handedOver;
  private long durable;
  private long waitedFor;

  Outbox(Release<O> release) {
    this.release = release;
  }

  /** A number for writes that will be handed to the store: greater than all before. What is added from here on waits for it. */
  long nextTicket() {
    return ++lastTicket;
  }

  /** Orders of a step, whose writes, if it has any, have the last ticket. */
  void add(O owner, long epoch, List<Effect> effects, Consumer<Outcome> done) {
    Entry<O> entry = new Entry<>(lastTicket, epoch, owner, effects, done);
    waiting.add(entry);
    untold.add(entry);
    if (entry.leaves()) {
      waitedFor = entry.ticket();
    }
    tellInside();
    releaseDurable();
  }

  /** The greatest ticket that something waits for which is to leave this node; 0 where nothing does. */
  long waitedFor() {
    return waitedFor > durable ? waitedFor : 0;
  }

  /** All writes up to {@code ticket} have their place in the store's queue: what stays inside the node may be told. */
  void handedOver(long ticket) {
    handedOver = Math.max(handedOver, ticket);
    tellInside();
  }

  private void tellInside() {
    while (!untold.isEmpty() && untold.peek().ticket() <= handedOver) {
      Entry<O> entry = untold.remove();
      entry.inside().forEach(effect -> release.perform(entry.owner(), effect, entry.epoch()));
    }
  }

  /** Whether nothing waits for the disk. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** All writes up to {@code ticket} are on disk. */
  void durable(long ticket) {
    durable = Math.max(durable, ticket);
    releaseDurable();
  }

  private void releaseDurable() {
    while (!waiting.isEmpty() && waiting.peek().ticket() <= durable) {
      Entry<O> entry = waiting.remove();
      entry.outside().forEach(effect -> release.perform(entry.owner(), effect, entry.epoch()));
      entry.done().accept(new Outcome(entry.effects(), false));
    }
  }

  /**
   * The writes of {@code ticket} were refused: what its owners have ordered since then is dropped, what others have ordered is not.
   *
   * @return those owners, as far as they still wait for anything
   */
  List<O> refused(long ticket) {
    durable(ticket - 1);
    List<O> owners = waiting.stream().filter(entry -> entry.ticket() == ticket).map(Entry::owner).toList();
    List<Entry<O>> dropped = new ArrayList<>();
    waiting.removeIf(entry -> {
      boolean drops = owners.stream().anyMatch(owner -> isSame(owner, entry.owner()));
      if (drops) {
        dropped.add(entry);
        untold.remove(entry);
      }
      return drops;
    });
    dropped.forEach(entry -> entry.done().accept(new Outcome(List.of(), true)));
    durable(ticket);
    return owners;
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isSame(O one, O other) {
    return one == other;
  }
}
