package org.l2node.routing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.l2node.routing.payment.PaymentWorld.CAROL;
import static org.l2node.routing.payment.PaymentWorld.NOW;
import static org.l2node.routing.payment.PaymentWorld.PREIMAGE;
import static org.l2node.routing.payment.PaymentWorld.key;
import static org.l2node.routing.payment.PaymentWorld.msat;
import static org.l2node.routing.payment.PaymentWorld.request;

import fr.acinq.bitcoin.ByteVector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.routing.path.Route;
import org.l2node.routing.path.RouteHint;
import org.l2node.routing.path.TestNetwork;

class PaymentCodecTest {
  private static final Route ROUTE = new Route(TestNetwork.channelId(1),
      List.of(new Route.Hop(PaymentWorld.BOB, TestNetwork.scid(1), msat(10_002_000), new CltvExpiry(1_070), msat(2_000)),
          new Route.Hop(CAROL, TestNetwork.scid(2), msat(10_000_000), new CltvExpiry(1_030), msat(0))));

  private static Payment payment(PaymentRequest request, Payment.Status status, Attempt... attempts) {
    return new Payment(7, request, msat(100_000), NOW, NOW.plusSeconds(60), status, List.of(attempts));
  }

  private static Attempt attempt(int part, Attempt.Status status) {
    return new Attempt(part, key("session " + part), ROUTE, NOW.plusMillis(part), status);
  }

  /** Frozen samples: the name of a file with the bytes that version 1 wrote, and what they must still be read as. */
  static Stream<Object[]> samples() {
    PaymentRequest full = request(CAROL, 10_000_000);
    PaymentRequest bare = new PaymentRequest(full.paymentHash(), CAROL, msat(1), full.paymentSecret(), null, full.minFinalCltvExpiryDelta(),
        null,
        List.of(new RouteHint(PaymentWorld.DAVE, CAROL, TestNetwork.scid(9), TestNetwork.terms(1, 2, 3, 4, 5))), "");
    return Stream.of(
        new Object[]{"pending", payment(full, new Payment.Status.Pending(), attempt(0, new Attempt.Status.InFlight()))},
        new Object[]{"succeeded",
            payment(full, new Payment.Status.Succeeded(PREIMAGE, msat(2_000), NOW.plusSeconds(3)),
                attempt(0, new Attempt.Status.Failed("hop 1: ü")),
                attempt(1, new Attempt.Status.Fulfilled()))},
        new Object[]{"failed",
            payment(bare, new Payment.Status.Failed(new PaymentFailure(PaymentFailure.Kind.FEE_TOO_HIGH, "dear"), NOW.plusSeconds(9)))});
  }

  @ParameterizedTest
  @Tag("V75")
  @MethodSource("samples")
  void readsWhatVersionOneWrote(String name, Payment payment) throws IOException {
    ByteVector frozen;
    try (InputStream in = Objects.requireNonNull(PaymentCodecTest.class.getResourceAsStream("/stored/payment-v1-" + name + ".hex"), name)) {
      frozen = new ByteVector(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
    assertThat(PaymentCodec.read(frozen)).isEqualTo(payment);
    assertThat(PaymentCodec.write(payment)).isEqualTo(frozen);
  }

  @Test
  void everyKindOfFailureIsStored() {
    for (PaymentFailure.Kind kind : PaymentFailure.Kind.values()) {
      Payment payment = payment(request(CAROL, 1), new Payment.Status.Failed(new PaymentFailure(kind, "text"), NOW));
      assertThat(PaymentCodec.read(PaymentCodec.write(payment))).isEqualTo(payment);
    }
  }

  @Test
  @Tag("V67")
  void bytesThatAreNoPaymentAreRefused() {
    ByteVector good = PaymentCodec
        .write(payment(request(CAROL, 1), new Payment.Status.Pending(), attempt(0, new Attempt.Status.InFlight())));
    assertThatThrownBy(() -> PaymentCodec.read(good.update(0, (byte) 2))).isInstanceOf(WireFormatException.class)
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> PaymentCodec.read(good.dropRight(1))).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> PaymentCodec.read(good.concat((byte) 0))).isInstanceOf(WireFormatException.class);
  }

  @Test
  void aPaymentOfOneAttemptIsSmall() {
    Payment payment = payment(request(CAROL, 10_000_000), new Payment.Status.Pending(), attempt(0, new Attempt.Status.InFlight()));
    assertThat(PaymentCodec.write(payment).size()).isLessThan(500);
  }
}
