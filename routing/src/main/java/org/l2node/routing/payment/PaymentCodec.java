package org.l2node.routing.payment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.path.Route;
import org.l2node.routing.path.RouteHint;

/**
 * A payment as it is stored. Times in milliseconds since 1970. Holds secrets (session keys, the payment secret, the preimage): the store is
 * as well kept as the channels'.
 */
public final class PaymentCodec {
  private static final int VERSION = 1;

  private PaymentCodec() {}

  public static ByteVector write(Payment payment) {
    WireWriter w = new WireWriter().u8(VERSION).u64(payment.id());
    writeRequest(w, payment.request());
    w.msat(payment.maxFee());
    instant(w, payment.createdAt());
    instant(w, payment.deadline());
    switch (payment.status()) {
      case Payment.Status.Pending() -> w.u8(0);
      case Payment.Status.Succeeded(var preimage, var fee, var at) -> instant(w.u8(1).preimage(preimage).msat(fee), at);
      case Payment.Status.Failed(var failure, var at) -> {
        w.u8(2).u8(failure.kind().stored());
        text(w, failure.text());
        instant(w, at);
      }
    }
    w.u16(payment.attempts().size());
    payment.attempts().forEach(attempt -> writeAttempt(w, attempt));
    return w.toBytes();
  }

  /** @throws WireFormatException if {@code bytes} are no payment of a version that this node knows */
  public static Payment read(ByteVector bytes) {
    try {
      return readAll(new WireReader(bytes.toByteArray()));
    } catch (IllegalArgumentException e) {
      // Values that no writer could have written, found by the types they would have to fit.
      throw new WireFormatException("not a stored payment: " + e.getMessage());
    }
  }

  private static Payment readAll(WireReader r) {
    int version = r.u8();
    if (version != VERSION) {
      throw new WireFormatException("a stored payment of version " + version);
    }
    long id = r.u64();
    PaymentRequest request = readRequest(r);
    MilliSatoshi maxFee = r.msat();
    Instant createdAt = instant(r);
    Instant deadline = instant(r);
    Payment.Status status = readStatus(r);
    int count = r.u16();
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attempts.add(readAttempt(r, i));
    }
    r.expectEnd();
    return new Payment(id, request, maxFee, createdAt, deadline, status, attempts);
  }

  private static void writeRequest(WireWriter w, PaymentRequest request) {
    w.paymentHash(request.paymentHash()).nodeId(request.payee()).msat(request.amount()).bytes32(request.paymentSecret().value());
    w.u8(request.paymentMetadata() == null ? 0 : 1);
    if (request.paymentMetadata() != null) {
      w.bytesWithLength(request.paymentMetadata());
    }
    w.u32(request.minFinalCltvExpiryDelta().blocks()).u8(request.expiresAt() == null ? 0 : 1);
    if (request.expiresAt() != null) {
      instant(w, request.expiresAt());
    }
    w.u16(request.hints().size());
    for (RouteHint hint : request.hints()) {
      ForwardingTerms terms = hint.terms();
      w.nodeId(hint.from()).nodeId(hint.to()).shortChannelId(hint.shortChannelId()).msat(terms.feeBase())
          .u32(terms.feeProportionalMillionths()).u16(terms.cltvExpiryDelta().blocks()).msat(terms.htlcMinimum()).msat(terms.htlcMaximum());
    }
    text(w, request.invoice());
  }

  private static PaymentRequest readRequest(WireReader r) {
    var hash = r.paymentHash();
    var payee = r.nodeId();
    MilliSatoshi amount = r.msat();
    PaymentSecret secret = new PaymentSecret(r.bytes32());
    @Nullable
    ByteVector metadata = r.u8() == 0 ? null : r.bytesWithLength();
    CltvExpiryDelta minFinal = new CltvExpiryDelta((int) r.u32());
    @Nullable
    Instant expiresAt = r.u8() == 0 ? null : instant(r);
    int count = r.u16();
    List<RouteHint> hints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hints.add(new RouteHint(r.nodeId(), r.nodeId(), r.shortChannelId(),
          new ForwardingTerms(r.msat(), r.u32(), new CltvExpiryDelta(r.u16()), r.msat(), r.msat())));
    }
    return new PaymentRequest(hash, payee, amount, secret, metadata, minFinal, expiresAt, hints, text(r));
  }

  private static Payment.Status readStatus(WireReader r) {
    int tag = r.u8();
    return switch (tag) {
      case 0 -> new Payment.Status.Pending();
      case 1 -> new Payment.Status.Succeeded(r.preimage(), r.msat(), instant(r));
      case 2 -> {
        int number = r.u8();
        PaymentFailure.Kind kind = PaymentFailure.Kind.ofStored(number)
            .orElseThrow(() -> new WireFormatException("a payment failure of kind " + number));
        yield new Payment.Status.Failed(new PaymentFailure(kind, text(r)), instant(r));
      }
      default -> throw new WireFormatException("a payment's status " + tag);
    };
  }

  private static void writeAttempt(WireWriter w, Attempt attempt) {
    w.bytes32(attempt.sessionKey().value).channelId(attempt.route().firstChannel()).u8(attempt.route().hops().size());
    for (Route.Hop hop : attempt.route().hops()) {
      w.nodeId(hop.nodeId()).shortChannelId(hop.shortChannelId()).msat(hop.amount()).expiry(hop.expiry()).msat(hop.fee());
    }
    instant(w, attempt.startedAt());
    switch (attempt.status()) {
      case Attempt.Status.InFlight() -> w.u8(0);
      case Attempt.Status.Fulfilled() -> w.u8(1);
      case Attempt.Status.Failed(String why) -> text(w.u8(2), why);
    }
  }

  private static Attempt readAttempt(WireReader r, int part) {
    PrivateKey sessionKey = new PrivateKey(r.bytes32());
    var firstChannel = r.channelId();
    int count = r.u8();
    List<Route.Hop> hops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hops.add(new Route.Hop(r.nodeId(), r.shortChannelId(), r.msat(), r.expiry(), r.msat()));
    }
    Route route = new Route(firstChannel, hops);
    Instant startedAt = instant(r);
    int tag = r.u8();
    Attempt.Status status = switch (tag) {
      case 0 -> new Attempt.Status.InFlight();
      case 1 -> new Attempt.Status.Fulfilled();
      case 2 -> new Attempt.Status.Failed(text(r));
      default -> throw new WireFormatException("an attempt's status " + tag);
    };
    return new Attempt(part, sessionKey, route, startedAt, status);
  }

  private static void instant(WireWriter w, Instant instant) {
    w.u64(instant.toEpochMilli());
  }

  private static Instant instant(WireReader r) {
    return Instant.ofEpochMilli(r.u64());
  }

  private static void text(WireWriter w, String text) {
    w.bytesWithLength(new ByteVector(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(WireReader r) {
    return new String(r.bytesWithLength().toByteArray(), StandardCharsets.UTF_8);
  }
}
