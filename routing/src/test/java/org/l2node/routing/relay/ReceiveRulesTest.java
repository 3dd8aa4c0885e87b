package org.l2node.routing.relay;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.TlvStream;
import org.l2node.routing.invoice.InvoiceDescription;
import org.l2node.routing.invoice.InvoiceNetwork;
import org.l2node.routing.invoice.InvoiceTerms;
import org.l2node.routing.onion.BuiltOnion;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.FailureMessage.IncorrectOrUnknownPaymentDetails;
import org.l2node.routing.onion.FinalPayload;

class ReceiveRulesTest {
  private static final BlockHeight HEIGHT = new BlockHeight(1000);
  private static final PaymentSecret SECRET = new PaymentSecret(new ByteVector32("5e".repeat(32)));
  private static final Instant CREATED = Instant.ofEpochSecond(1_700_000_000);
  private static final Instant NOW = CREATED.plusSeconds(3600);
  private static final long EXPIRY = 1042;
  private static final ExpectedPayment EXPECTED = ExpectedPayment.of(terms(new MilliSatoshi(100_000)));

  private static InvoiceTerms terms(@Nullable MilliSatoshi amount) {
    return InvoiceTerms
        .of(InvoiceNetwork.REGTEST, amount, CREATED, Htlcs.HASH, SECRET, new InvoiceDescription.Text("tea"), Features.of(8, 14))
        .withMinFinalCltvExpiryDelta(ReceiveRules.MIN_FINAL_CLTV_EXPIRY_DELTA);
  }

  private static FinalPayload payload(long amount) {
    return FinalPayload.of(new MilliSatoshi(amount), new CltvExpiry(EXPIRY), SECRET, null);
  }

  private static RelayDecision decide(long amount, long expiry, FinalPayload payload, @Nullable ExpectedPayment expected, Instant now) {
    BuiltOnion onion = Htlcs.onionForBob(payload.write());
    OpenedHtlc.ToReceive htlc = (OpenedHtlc.ToReceive) OpenedHtlc.open(Htlcs.add(amount, expiry, onion.packet()), Htlcs.BOB);
    RelayDecision decision = ReceiveRules.decide(htlc, expected, HEIGHT, now);
    if (decision instanceof RelayDecision.Fail fail) {
      assertThat(Htlcs.readByOrigin(onion, fail.reason())).isEqualTo(fail.failure());
    }
    return decision;
  }

  private static void taken(RelayDecision decision, long amount) {
    assertThat(decision).isInstanceOfSatisfying(RelayDecision.ReceiveAsFinal.class, r -> {
      assertThat(r.paymentHash()).isEqualTo(Htlcs.HASH);
      assertThat(r.amount()).isEqualTo(new MilliSatoshi(amount));
    });
  }

  private static void unknown(RelayDecision decision, long amount) {
    failed(decision, new IncorrectOrUnknownPaymentDetails(new MilliSatoshi(amount), HEIGHT));
  }

  private static void failed(RelayDecision decision, FailureMessage failure) {
    assertThat(decision).isInstanceOfSatisfying(RelayDecision.Fail.class, f -> assertThat(f.failure()).isEqualTo(failure));
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 100_001, 200_000})
  void theAmountUpToTwiceItIsTaken(long amount) {
    taken(decide(amount, EXPIRY, payload(amount), EXPECTED, NOW), amount);
  }

  @Tag("V69")
  @ParameterizedTest
  @ValueSource(longs = {1, 99_999, 200_001, 1_000_000_000_000L})
  void lessAndMoreThanTwiceAreNot(long amount) {
    unknown(decide(amount, EXPIRY, payload(amount), EXPECTED, NOW), amount);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100_000, 2_000_000_000_000_000_000L})
  void anyAmountPaysAnInvoiceWithoutOne(long amount) {
    taken(decide(amount, EXPIRY, payload(amount), ExpectedPayment.of(terms(null)), NOW), amount);
  }

  @Test
  void moreThanTheOnionSaysIsTaken() {
    taken(decide(100_500, EXPIRY + 10, payload(100_000), EXPECTED, NOW), 100_500);
  }

  @Tag("V69")
  @Test
  void everyUnknownCaseGetsTheSameAnswer() {
    ExpectedPayment paid = EXPECTED.withPaidBy(new ExpectedPayment.PaidBy(Htlcs.ALICE_BOB, new HtlcId(8)));
    FinalPayload noSecret = new FinalPayload(new MilliSatoshi(100_000), new CltvExpiry(EXPIRY), null, null, TlvStream.EMPTY);
    FinalPayload zeroSecret = FinalPayload.of(new MilliSatoshi(100_000), new CltvExpiry(EXPIRY), new PaymentSecret(ByteVector32.Zeroes),
        null);
    FinalPayload almost = FinalPayload.of(new MilliSatoshi(100_000), new CltvExpiry(EXPIRY),
        new PaymentSecret(new ByteVector32("5e".repeat(31) + "5f")), null);
    FinalPayload part = new FinalPayload(new MilliSatoshi(100_000), new CltvExpiry(EXPIRY),
        new FinalPayload.PaymentData(SECRET, new MilliSatoshi(150_000)), null, TlvStream.EMPTY);
    ExpectedPayment other = new ExpectedPayment(new PaymentHash(ByteVector32.One), SECRET, EXPECTED.amount(), EXPECTED.expiresAt(),
        EXPECTED.minFinalCltvExpiryDelta(), null, null);
    ExpectedPayment later = new ExpectedPayment(Htlcs.HASH, SECRET, EXPECTED.amount(), EXPECTED.expiresAt(), new CltvExpiryDelta(43), null,
        null);
    List<RelayDecision> decisions = List.of(
        decide(100_000, EXPIRY, payload(100_000), null, NOW),
        decide(100_000, EXPIRY, zeroSecret, null, NOW),
        decide(100_000, EXPIRY, noSecret, EXPECTED, NOW),
        decide(100_000, EXPIRY, zeroSecret, EXPECTED, NOW),
        decide(100_000, EXPIRY, almost, EXPECTED, NOW),
        decide(100_000, EXPIRY, part, EXPECTED, NOW),
        decide(100_000, EXPIRY, payload(100_000), other, NOW),
        decide(100_000, EXPIRY, payload(100_000), later, NOW),
        decide(100_000, EXPIRY, payload(100_000), EXPECTED, NOW.plusSeconds(1)),
        decide(100_000, EXPIRY, payload(100_000), paid, NOW));
    for (RelayDecision decision : decisions) {
      unknown(decision, 100_000);
      assertThat(((RelayDecision.Fail) decision).reason().size()).isEqualTo(292);
    }
  }

  @ParameterizedTest
  @CsvSource({"1042,true", "1043,true", "1041,false", "1000,false", "999,false"})
  void theExpiryMustLeaveWhatTheInvoiceAsks(long expiry, boolean taken) {
    FinalPayload payload = FinalPayload.of(new MilliSatoshi(100_000), new CltvExpiry(expiry), SECRET, null);
    RelayDecision decision = decide(100_000, expiry, payload, EXPECTED, NOW);
    if (taken) {
      taken(decision, 100_000);
    } else {
      unknown(decision, 100_000);
    }
  }

  @Test
  void aLastHopThatSendsLessThanItShouldIsTold() {
    for (ExpectedPayment expected : new ExpectedPayment[]{EXPECTED, null}) {
      failed(decide(100_000, EXPIRY - 1, payload(100_000), expected, NOW),
          new FailureMessage.FinalIncorrectCltvExpiry(new CltvExpiry(EXPIRY - 1)));
      failed(decide(99_999, EXPIRY, payload(100_000), expected, NOW),
          new FailureMessage.FinalIncorrectHtlcAmount(new MilliSatoshi(99_999)));
    }
  }

  @Test
  void metadataMustComeBack() {
    ByteVector metadata = new ByteVector("01fafaf0");
    ExpectedPayment expected = new ExpectedPayment(Htlcs.HASH, SECRET, EXPECTED.amount(), EXPECTED.expiresAt(),
        EXPECTED.minFinalCltvExpiryDelta(), metadata, null);
    FinalPayload right = FinalPayload.of(new MilliSatoshi(100_000), new CltvExpiry(EXPIRY), SECRET, metadata);
    FinalPayload wrong = FinalPayload.of(new MilliSatoshi(100_000), new CltvExpiry(EXPIRY), SECRET, new ByteVector("01fafaf1"));
    taken(decide(100_000, EXPIRY, right, expected, NOW), 100_000);
    unknown(decide(100_000, EXPIRY, wrong, expected, NOW), 100_000);
    unknown(decide(100_000, EXPIRY, payload(100_000), expected, NOW), 100_000);
    taken(decide(100_000, EXPIRY, wrong, EXPECTED, NOW), 100_000);
  }

  @Test
  void theHtlcThatPaidIsTakenAgainHoweverLate() {
    ExpectedPayment paid = EXPECTED.withPaidBy(new ExpectedPayment.PaidBy(Htlcs.ALICE_BOB, new HtlcId(7)));
    taken(decide(100_000, 900, payload(100_000), paid, NOW.plusSeconds(1_000_000)), 100_000);
    ExpectedPayment paidElsewhere = EXPECTED.withPaidBy(new ExpectedPayment.PaidBy(new ChannelId(ByteVector32.One), new HtlcId(7)));
    unknown(decide(100_000, EXPIRY, payload(100_000), paidElsewhere, NOW), 100_000);
  }
}
