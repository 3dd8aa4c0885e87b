package org.l2node.node.transport;

import fr.acinq.bitcoin.ByteVector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.Ping;
import org.l2node.channels.wire.Pong;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.Warning;

/**
 * The part of BOLT 1 that a connection needs before and beside its channels: init first, ping and pong, and silence noticed. Belongs to one
 * actor, which carries out the steps it returns, in order. It holds no clock: time comes with each call, and {@link #tick} is due at
 * {@link #nextTick}.
 */
public final class PeerSession {
  /** How long the remote may take for its init. */
  static final Duration INIT_TIMEOUT = Duration.ofSeconds(30);

  /** After so long without any message from the remote it is pinged. */
  static final Duration SILENCE = Duration.ofSeconds(60);

  /** So long it may then stay silent. */
  static final Duration PONG_TIMEOUT = Duration.ofSeconds(30);

  /** Pings that want an answer: so many at once, and one more each second. BOLT 1 asks for latitude, since the network may bunch them. */
  static final int PING_BURST = 30;

  private static final int OUR_PONG_BYTES = 16;

  /** What the owner has to do. */
  public sealed interface Step {
    /** Send this. */
    record Send(Message message) implements Step {}

    /**
     * Both sides have said init and can talk: the moment for gossip filters and channel_reestablish.
     *
     * @param remoteFeatures what the remote offers or demands
     * @param remoteInit its whole message
     */
    record Ready(Features remoteFeatures, Init remoteInit) implements Step {}

    /** A message for the channels or for gossip. */
    record Deliver(Message message) implements Step {}

    /** End the connection; the remote has been told why by a message before, where that is of use. */
    record Close(String reason) implements Step {}
  }

  private final Init localInit;
  private final Instant started;
  private boolean ready;
  private boolean closed;
  private Instant lastReceived;
  private @Nullable Instant pingSent;
  private int pingCredit = PING_BURST;
  private Instant creditAt;

  /**
   * A session on a connection that has just come up.
   *
   * @param localInit what this node says
   */
  public PeerSession(Init localInit, Instant now) {
    this.localInit = localInit;
    this.started = now;
    this.lastReceived = now;
    this.creditAt = now;
  }

  /** The first step of all: init must precede everything (BOLT 1). */
  public List<Step> start() {
    return List.of(new Step.Send(localInit));
  }

  /** Whether init has been exchanged; before, nothing else may be sent. */
  public boolean isReady() {
    return ready && !closed;
  }

  /** A message came. */
  public List<Step> receive(Message message, Instant now) {
    if (closed) {
      return List.of();
    }
    lastReceived = now;
    if (!ready) {
      return first(message);
    }
    return switch (message) {
      case Init _ -> refuse("a second init");
      case Ping ping -> ping(ping, now);
      case Pong pong -> pong(pong);
      case UnknownMessage _ -> List.of();
      default -> List.of(new Step.Deliver(message));
    };
  }

  private List<Step> first(Message message) {
    return switch (message) {
      case Init remote -> switch (InitNegotiation.of(localInit, remote)) {
        case InitNegotiation.Accepted(Features features) -> {
          ready = true;
          yield List.of(new Step.Ready(features, remote));
        }
        case InitNegotiation.Refused(String reason) -> refuse(reason);
      };
      case Warning warning -> close("the peer refuses us: " + warning.text());
      case ErrorMessage error -> close("the peer refuses us: " + error.text());
      default -> refuse("a message of type " + message.type() + " before init");
    };
  }

  /**
   * BOLT 1, ping: answered with as many bytes as it asks for; those that ask for more than a pong can hold are padding, not to be answered.
   */
  private List<Step> ping(Ping ping, Instant now) {
    if (!ping.wantsPong()) {
      return List.of();
    }
    long earned = Duration.between(creditAt, now).toSeconds();
    if (earned > 0) {
      pingCredit = (int) Math.min(PING_BURST, pingCredit + earned);
      creditAt = creditAt.plusSeconds(earned);
    }
    if (pingCredit == 0) {
      return refuse("too many pings");
    }
    pingCredit--;
    return List.of(new Step.Send(new Pong(new ByteVector(new byte[ping.numPongBytes()]))));
  }

  /** A pong of another size is none that we asked for, and not worth a disconnect. */
  private List<Step> pong(Pong pong) {
    if (pong.ignored().size() == OUR_PONG_BYTES) {
      pingSent = null;
    }
    return List.of();
  }

  /** Time has passed. */
  public List<Step> tick(Instant now) {
    if (closed || now.isBefore(nextTick())) {
      return List.of();
    }
    if (!ready) {
      return close("no init within " + INIT_TIMEOUT.toSeconds() + " s");
    }
    if (pingSent != null) {
      return close("silent for " + PONG_TIMEOUT.toSeconds() + " s after a ping");
    }
    pingSent = now;
    return List.of(new Step.Send(new Ping(OUR_PONG_BYTES, ByteVector.empty)));
  }

  /** When {@link #tick} is due next, as things stand; any message may put it off. */
  public Instant nextTick() {
    if (!ready) {
      return started.plus(INIT_TIMEOUT);
    }
    if (pingSent != null) {
      // A peer whose pong waits behind what it has to say is alive.
      return (lastReceived.isAfter(pingSent) ? lastReceived : pingSent).plus(PONG_TIMEOUT);
    }
    return lastReceived.plus(SILENCE);
  }

  private List<Step> refuse(String reason) {
    closed = true;
    return List.of(new Step.Send(Warning.of(reason)), new Step.Close(reason));
  }

  private List<Step> close(String reason) {
    closed = true;
    return List.of(new Step.Close(reason));
  }
}
