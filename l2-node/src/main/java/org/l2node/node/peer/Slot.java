package org.l2node.node.peer;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.machine.Env;
import org.l2node.channels.units.CommitmentNumber;

/** A channel's place in its peer's actor: the one mutable thing about it. */
final class Slot {
  private final Supplier<Env> env;
  private final boolean byPeer;
  private ChannelState state;
  private boolean unsigned;
  private @Nullable String bug;
  private boolean followsChain;
  private @Nullable CommitmentNumber unrevoked;
  private long unrevokedSince;

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

  /**
   * A bug of ours: signs nothing more, takes no message and no payment.
   *
   * @param stillFollowsChain whether what happens on the chain, and what must happen there in time, goes on: not where the store holds
   *   nothing of this channel
   */
  void stop(String why, boolean stillFollowsChain) {
    bug = why;
    followsChain = stillFollowsChain;
  }

  /** Whether a stopped channel still does what the chain asks for. */
  boolean followsChain() {
    return followsChain && state instanceof ChannelState.WithData;
  }

  /**
   * Notes since when the peer owes the revoke_and_ack that it owes now.
   *
   * @return whether it owes one that it did not owe before
   */
  boolean noteUnrevoked(LongSupplier now) {
    CommitmentNumber signed = state instanceof ChannelState.Online online && online.data().commitments().isAwaitingRevocation()
        ? online.data().commitments().signedRemoteNumber()
        : null;
    if (Objects.equals(signed, unrevoked)) {
      return false;
    }
    unrevoked = signed;
    if (signed != null) {
      unrevokedSince = now.getAsLong();
    }
    return signed != null;
  }

  /** Since when, by a clock that only moves forward, the peer owes a revoke_and_ack on this connection; empty where it owes none. */
  OptionalLong unrevokedSince() {
    return unrevoked == null ? OptionalLong.empty() : OptionalLong.of(unrevokedSince);
  }

  Optional<String> bug() {
    return Optional.ofNullable(bug);
  }

  /** For logs. */
  String name() {
    return state.channelId().map(Object::toString).orElseGet(() -> "opening " + state.temporaryChannelId());
  }
}
