package org.l2node.node.peer;

import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.wire.Warning;

/**
 * A peer that signs for nothing and revokes nothing keeps HTLCs in the air: one that owes a revoke_and_ack for {@link #LIMIT} is
 * disconnected, which undoes what is not signed. One timer for all channels with the peer, armed only while one waits.
 */
final class RevocationWatch {
  /** How long a peer may take for a revoke_and_ack. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private final PeerContext context;
  private final Runnable onDue;
  private boolean armed;

  /** @param onDue called from any thread when it is time to call {@link #due} */
  RevocationWatch(PeerContext context, Runnable onDue) {
    this.context = context;
    this.onDue = onDue;
  }

  /** After each step of a channel. */
  void stepped(Slot slot) {
    if (slot.noteUnrevoked(context::monotonicMillis) && !armed) {
      arm(LIMIT);
    }
  }

  private void arm(Duration delay) {
    armed = true;
    context.after(delay, onDue);
  }

  /** The timer is up: closes the connection where a revoke_and_ack is owed for too long; where one is owed for less, runs on. */
  void due(Collection<Slot> channels, @Nullable PeerLink link) {
    armed = false;
    long now = context.monotonicMillis();
    long longest = -1;
    for (Slot slot : channels) {
      OptionalLong since = slot.bug().isPresent() ? OptionalLong.empty() : slot.unrevokedSince();
      if (since.isPresent() && link != null && now - since.getAsLong() >= LIMIT.toMillis()) {
        String why = "no revoke_and_ack for " + LIMIT.toSeconds() + " s";
        slot.state().channelId().ifPresent(id -> link.send(Warning.of(id, why)));
        link.close(why);
        return;
      }
      longest = since.isPresent() ? Math.max(longest, now - since.getAsLong()) : longest;
    }
    if (longest >= 0) {
      arm(LIMIT.minusMillis(longest));
    }
  }
}
