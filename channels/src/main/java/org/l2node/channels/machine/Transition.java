package org.l2node.channels.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;

/**
 * What a step comes to: the next state, what must become durable, and what to do once it is. The writes are made here and nowhere else,
 * from the difference between the state before and the state after: whatever a store keeps of a channel and this step changed is written
 * with it. So there can be no step that signs, revokes, publishes or tells another channel something on the ground of a state that is not
 * going to be durable first.
 */
public final class Transition {
  private final ChannelState next;
  private final List<ChannelWrite> writes;
  private final List<Effect> effects;

  private Transition(ChannelState next, List<ChannelWrite> writes, List<Effect> effects) {
    this.next = next;
    this.writes = List.copyOf(writes);
    this.effects = List.copyOf(effects);
    if (!next.isStored()) {
      for (Effect effect : this.effects) {
        if (effect.isDangerous()) {
          throw new IllegalStateException(effect.getClass().getSimpleName() + " from " + next.name() + ", which no store holds");
        }
      }
    }
  }

  /**
   * @param previous the state before; null: there was none
   * @throws IllegalStateException if something that binds this node would leave a state that is not stored
   */
  static Transition of(@Nullable ChannelState previous, ChannelState next, List<Effect> effects) {
    return new Transition(next, Writes.between(previous, next), effects);
  }

  /** The state from now on. */
  public ChannelState next() {
    return next;
  }

  /** To be made durable together; empty: this step changed only what both sides forget with the connection, or nothing. */
  public List<ChannelWrite> writes() {
    return writes;
  }

  /**
   * Orders, carried out in order once {@link #writes()} are durable; those that {@link Effect#staysInside stay inside} once they are handed
   * to the store.
   */
  public List<Effect> effects() {
    return effects;
  }

  @Override
  public String toString() {
    return "-> " + next.name() + ", " + writes.size() + " writes, effects " + effects;
  }
}
