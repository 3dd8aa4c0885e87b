package org.l2node.routing.payment;

import fr.acinq.bitcoin.PrivateKey;
import java.time.Instant;
import org.l2node.routing.path.Route;

/**
 * One HTLC that was to make a payment.
 *
 * @param part its number within the payment, from 0; with the payment's number it is the HTLC's origin
 * @param sessionKey of its onion: with the route it gives the keys that errors are read with
 * @param route its way
 * @param startedAt when it was made
 * @param status what became of it
 */
public record Attempt(int part, PrivateKey sessionKey, Route route, Instant startedAt, Status status) {
  /** What became of an attempt. */
  public sealed interface Status {
    /** Its HTLC is on the way or about to be. */
    record InFlight() implements Status {}

    /** The payee took it. */
    record Fulfilled() implements Status {}

    /**
     * It came back or never left.
     *
     * @param why for people
     */
    record Failed(String why) implements Status {}
  }

  public boolean isInFlight() {
    return status instanceof Status.InFlight;
  }

  Attempt with(Status next) {
    return new Attempt(part, sessionKey, route, startedAt, next);
  }

  /** Without the session key. */
  @Override
  public String toString() {
    return "attempt " + part + " " + status + " " + route;
  }
}
