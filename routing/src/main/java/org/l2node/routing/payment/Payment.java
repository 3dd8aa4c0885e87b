package org.l2node.routing.payment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;

/**
 * A payment of this node's own, as it is stored: {@link PaymentCodec}.
 *
 * @param id its number
 * @param request what is to be paid
 * @param maxFee the most that it may cost above the amount
 * @param createdAt when it was ordered
 * @param deadline no new attempt from then on; one that is in flight goes on
 * @param status what became of it
 * @param attempts in order of their parts; at most one of them in flight
 */
public record Payment(
    long id,
    PaymentRequest request,
    MilliSatoshi maxFee,
    Instant createdAt,
    Instant deadline,
    Status status,
    List<Attempt> attempts) {
  /** What became of a payment. */
  public sealed interface Status {
    /** An attempt is in flight. */
    record Pending() implements Status {}

    /**
     * The preimage came.
     *
     * @param fee what it cost above the amount
     */
    record Succeeded(PaymentPreimage preimage, MilliSatoshi fee, Instant at) implements Status {}

    /** It is given up, and no HTLC of it is left. */
    record Failed(PaymentFailure failure, Instant at) implements Status {}
  }

  public Payment {
    attempts = List.copyOf(attempts);
  }

  public PaymentHash paymentHash() {
    return request.paymentHash();
  }

  public boolean isPending() {
    return status instanceof Status.Pending;
  }

  public boolean isSucceeded() {
    return status instanceof Status.Succeeded;
  }

  /** The attempt of a part, if there is one. */
  public Optional<Attempt> attempt(int part) {
    return part >= 0 && part < attempts.size() ? Optional.of(attempts.get(part)) : Optional.empty();
  }

  /** The attempt whose HTLC is on the way, if one is. */
  public Optional<Attempt> inFlight() {
    return attempts.stream().filter(Attempt::isInFlight).findFirst();
  }

  Payment with(Status next) {
    return new Payment(id, request, maxFee, createdAt, deadline, next, attempts);
  }

  Payment withAttempt(Attempt added) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.add(added);
    return new Payment(id, request, maxFee, createdAt, deadline, status, all);
  }

  Payment withAttemptStatus(int part, Attempt.Status next) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.set(part, all.get(part).with(next));
    return new Payment(id, request, maxFee, createdAt, deadline, status, all);
  }
}
