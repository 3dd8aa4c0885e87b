package org.l2node.channels.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.wire.Message;

/** A step under way: the state it started from and the orders collected so far. */
final class Step {
  private final @Nullable ChannelState previous;
  private final List<Effect> effects = new ArrayList<>();

  private Step(@Nullable ChannelState previous) {
    this.previous = previous;
  }

  static Step from(@Nullable ChannelState previous) {
    return new Step(previous);
  }

  Step add(Effect effect) {
    effects.add(effect);
    return this;
  }

  Step addAll(List<Effect> more) {
    effects.addAll(more);
    return this;
  }

  Step send(Message message) {
    return add(new Effect.Send(message));
  }

  Transition to(ChannelState next) {
    return Transition.of(previous, next, effects);
  }

  /** Nothing happens. */
  static Transition ignore(ChannelState state) {
    return from(state).to(state);
  }

  /** A command is not carried out. */
  static Transition reject(ChannelState state, RejectReason reason) {
    return from(state).add(new Effect.Rejected(reason)).to(state);
  }

  static Transition rejectState(ChannelState state, String text) {
    return reject(state, new RejectReason.WrongState(state.name(), text));
  }
}
