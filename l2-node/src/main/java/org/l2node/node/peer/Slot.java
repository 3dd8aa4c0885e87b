package org.l2node.node.peer;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.machine.Env;

/** A channel's place in its peer's actor: the one mutable thing about it. */
final class Slot {
  private final Supplier<Env> env;
  private final boolean byPeer;
  private ChannelState state;
  private boolean unsigned;
  private @Nullable String bug;

  /**
   * @param env what the channel's next step may know: height, fee rates, keys
   * @param byPeer whether the peer is opening it: it takes one of the places that there are for such
   */
  Slot(ChannelState state, Supplier<Env> env, boolean byPeer) {
    this.state = state;
    this.env = env;
    this.byPeer = byPeer;
  }

  boolean isByPeer() {
    return byPeer;
  }

  ChannelState state() {
    return state;
  }

  Env env() {
    return env.get();
  }

  void become(ChannelState next) {
    state = next;
    unsigned = true;
  }

  /** Whether a step was taken since this was asked last: there may be something to sign. */
  boolean takeUnsigned() {
    boolean was = unsigned;
    unsigned = false;
    return was && bug == null;
  }

  /** Whether the store knows it, or is going to. */
  boolean isStored() {
    return state.isStored() || state instanceof ChannelState.Abandoned;
  }

  void stop(String why) {
    bug = why;
  }

  Optional<String> bug() {
    return Optional.ofNullable(bug);
  }

  /** For logs. */
  String name() {
    return state.channelId().map(Object::toString).orElseGet(() -> "opening " + state.temporaryChannelId());
  }
}
