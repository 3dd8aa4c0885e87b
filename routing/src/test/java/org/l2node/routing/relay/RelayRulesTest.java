package org.l2node.routing.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.onion.BuiltOnion;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.FinalPayload;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.RelayPayload;
import org.l2node.routing.onion.Sphinx;
import org.l2node.routing.relay.OutgoingChannel.State;

class RelayRulesTest {
  private static final BlockHeight HEIGHT = new BlockHeight(1000);
  private static final ShortChannelId SCID = ShortChannelId.of(500, 1, 0);
  private static final ChannelId BOB_CAROL = new ChannelId(new ByteVector32("bc".repeat(32)));
  private static final RelayPolicy POLICY = RelayPolicy.DEFAULT;
  private static final ForwardingTerms TERMS = POLICY.terms(new MilliSatoshi(5_000), new MilliSatoshi(900_000_000));
  private static final ChannelUpdate UPDATE = update(SCID);
  private static final OutgoingChannel USABLE = channel(State.USABLE);
  // 500,000,000 msat cost 1,000 and 100 millionths of them: 51,000
  private static final ByteVector TO_CAROL = FinalPayload
      .of(new MilliSatoshi(1), new CltvExpiry(1), new PaymentSecret(ByteVector32.One), null).write();

  private static ChannelUpdate update(ShortChannelId scid) {
    return new ChannelUpdate(ByteVector64.Zeroes, ByteVector32.One, scid, 1, 1, 0, new CltvExpiryDelta(80), new UInt64(5_000), 1000, 100,
        new UInt64(900_000_000), ByteVector.empty);
  }

  private static OutgoingChannel channel(State state) {
    return new OutgoingChannel(BOB_CAROL, SCID, TERMS, state, new MilliSatoshi(600_000_000), UPDATE);
  }

  private static BuiltOnion onion(long amount, long expiry) {
    return Htlcs.onionForBobAndCarol(new RelayPayload(new MilliSatoshi(amount), new CltvExpiry(expiry), SCID).write(), TO_CAROL);
  }

  private static OpenedHtlc.ToRelay opened(long amountIn, long expiryIn, long amountOut, long expiryOut) {
    UpdateAddHtlc add = Htlcs.add(amountIn, expiryIn, onion(amountOut, expiryOut).packet());
    return (OpenedHtlc.ToRelay) OpenedHtlc.open(add, Htlcs.BOB);
  }

  private static FailureMessage failure(RelayDecision decision, BuiltOnion onion) {
    RelayDecision.Fail fail = (RelayDecision.Fail) decision;
    assertThat(Htlcs.readByOrigin(onion, fail.reason())).isEqualTo(fail.failure());
    assertThat(fail.settlement()).isEqualTo(new Settlement.Failed(fail.reason()));
    return fail.failure();
  }

  @Test
  void anHtlcThatPaysExactlyIsPassedOn() {
    OpenedHtlc.ToRelay htlc = opened(500_000_000 + 1000 + 50_000, 1100 + 80, 500_000_000, 1100);
    RelayDecision.RelayTo relay = (RelayDecision.RelayTo) RelayRules.decide(htlc, List.of(USABLE), POLICY, HEIGHT);
    assertThat(relay.channel()).isEqualTo(USABLE);
    assertThat(relay.amount()).isEqualTo(new MilliSatoshi(500_000_000));
    assertThat(relay.expiry()).isEqualTo(new CltvExpiry(1100));
    assertThat(relay.paymentHash()).isEqualTo(Htlcs.HASH);
    assertThat(relay.onion().size()).isEqualTo(Sphinx.PACKET_LENGTH);
    OpenedHtlc atCarol = OpenedHtlc.open(Htlcs.add(500_000_000, 1100, relay.onion()), Htlcs.CAROL);
    assertThat(atCarol).isInstanceOf(OpenedHtlc.ToReceive.class);
  }

  static Stream<Arguments> refusals() {
    long in = 500_051_000;
    long out = 500_000_000;
    return Stream.of(
        // amount in, expiry in, amount out, expiry out, state, what the origin is told
        row(in - 1, 1180, out, 1100, State.USABLE, new FailureMessage.FeeInsufficient(new MilliSatoshi(in - 1), UPDATE)),
        row(out - 1, 1180, out, 1100, State.USABLE, new FailureMessage.FeeInsufficient(new MilliSatoshi(out - 1), UPDATE)),
        row(in, 1179, out, 1100, State.USABLE, new FailureMessage.IncorrectCltvExpiry(new CltvExpiry(1100), UPDATE)),
        row(in, 10, out, 1100, State.USABLE, new FailureMessage.IncorrectCltvExpiry(new CltvExpiry(1100), UPDATE)),
        row(in, 1180, out, 0xffffffffL, State.USABLE, new FailureMessage.IncorrectCltvExpiry(new CltvExpiry(0xffffffffL), UPDATE)),
        row(in, 1083, out, 1003, State.USABLE, new FailureMessage.ExpiryTooSoon(UPDATE)),
        row(in, 1083, out, 0, State.USABLE, new FailureMessage.ExpiryTooSoon(UPDATE)),
        row(in, 3017, out, 1100, State.USABLE, new FailureMessage.ExpiryTooFar()),
        row(in, 0xffffffffL, out, 0xffffff00L, State.USABLE, new FailureMessage.ExpiryTooFar()),
        row(10_000, 1180, 4_999, 1100, State.USABLE, new FailureMessage.AmountBelowMinimum(new MilliSatoshi(4_999), UPDATE)),
        row(10_000, 1180, 0, 1100, State.USABLE, new FailureMessage.AmountBelowMinimum(MilliSatoshi.ZERO, UPDATE)),
        row(1_000_000_000, 1180, 900_000_001, 1100, State.USABLE, new FailureMessage.TemporaryChannelFailure(UPDATE)),
        row(1_000_000_000, 1180, 600_000_001, 1100, State.USABLE, new FailureMessage.TemporaryChannelFailure(UPDATE)),
        row(in, 1180, out, 1100, State.OFFLINE, new FailureMessage.TemporaryChannelFailure(UPDATE)),
        row(in, 1180, out, 1100, State.DISABLED, new FailureMessage.ChannelDisabled(0, UPDATE)),
        row(in, 1180, out, 1100, State.CLOSING, new FailureMessage.PermanentChannelFailure()),
        row(2_100_000_000_000_000_000L, 1180, 2_100_000_000_000_000_000L, 1100, State.USABLE,
            new FailureMessage.FeeInsufficient(MilliSatoshi.MAX, UPDATE)));
  }

  private static Arguments row(long in, long expiryIn, long out, long expiryOut, State state, FailureMessage failure) {
    return Arguments.of(in, expiryIn, out, expiryOut, state, failure);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalsTellTheReason(long in, long expiryIn, long out, long expiryOut, State state, FailureMessage failure) {
    RelayDecision decision = RelayRules.decide(opened(in, expiryIn, out, expiryOut), List.of(channel(state)), POLICY, HEIGHT);
    assertThat(failure(decision, onion(out, expiryOut))).isEqualTo(failure);
  }

  @ParameterizedTest
  @CsvSource({
      // one to spare on each side of the table above
      "500051001,1180,500000000,1100", "500051000,1181,500000000,1100", "500051000,1084,500000000,1004", "500051000,3016,500000000,1100",
      "10000,1180,5000,1100", "1000000000,1180,600000000,1100"})
  void atTheLimitsItIsPassedOn(long in, long expiryIn, long out, long expiryOut) {
    assertThat(RelayRules.decide(opened(in, expiryIn, out, expiryOut), List.of(USABLE), POLICY, HEIGHT))
        .isInstanceOf(RelayDecision.RelayTo.class);
  }

  @Test
  void unknownChannelIsUnknownNextPeer() {
    RelayDecision decision = RelayRules.decide(opened(500_051_000, 1180, 500_000_000, 1100), List.of(), POLICY, HEIGHT);
    assertThat(failure(decision, onion(500_000_000, 1100))).isEqualTo(new FailureMessage.UnknownNextPeer());
  }

  @Test
  void anotherChannelWithThePeerStandsIn() {
    OpenedHtlc.ToRelay htlc = opened(500_051_000, 1180, 500_000_000, 1100);
    OutgoingChannel other = new OutgoingChannel(new ChannelId(ByteVector32.One), new ShortChannelId(9), TERMS, State.USABLE,
        new MilliSatoshi(500_000_000), null);
    assertThat(RelayRules.decide(htlc, List.of(channel(State.OFFLINE), other), POLICY, HEIGHT))
        .isInstanceOfSatisfying(RelayDecision.RelayTo.class, r -> assertThat(r.channel()).isEqualTo(other));
    assertThat(RelayRules.decide(htlc, List.of(USABLE, other), POLICY, HEIGHT))
        .isInstanceOfSatisfying(RelayDecision.RelayTo.class, r -> assertThat(r.channel()).isEqualTo(USABLE));
  }

  @Test
  void whereNoneCanStandInTheNamedChannelIsToldOf() {
    OpenedHtlc.ToRelay htlc = opened(500_051_000, 1180, 500_000_000, 1100);
    ForwardingTerms dearer = new ForwardingTerms(new MilliSatoshi(1001), 100, new CltvExpiryDelta(80), MilliSatoshi.ZERO, MilliSatoshi.MAX);
    OutgoingChannel other = new OutgoingChannel(new ChannelId(ByteVector32.One), new ShortChannelId(9), dearer, State.USABLE,
        MilliSatoshi.MAX, update(new ShortChannelId(9)));
    RelayDecision decision = RelayRules.decide(htlc, List.of(channel(State.OFFLINE), other), POLICY, HEIGHT);
    assertThat(failure(decision, onion(500_000_000, 1100))).isEqualTo(new FailureMessage.TemporaryChannelFailure(UPDATE));
  }

  @Test
  void anUpdateThatNamesTheChannelOtherwiseIsKeptBack() {
    OutgoingChannel byAlias = new OutgoingChannel(BOB_CAROL, SCID, TERMS, State.OFFLINE, MilliSatoshi.MAX, update(new ShortChannelId(123)));
    OpenedHtlc.ToRelay htlc = opened(500_051_000, 1180, 500_000_000, 1100);
    assertThat(failure(RelayRules.decide(htlc, List.of(byAlias), POLICY, HEIGHT), onion(500_000_000, 1100)))
        .isEqualTo(new FailureMessage.TemporaryChannelFailure(null));
    assertThat(failure(RelayRules.offerRefused(htlc, USABLE), onion(500_000_000, 1100)))
        .isEqualTo(new FailureMessage.TemporaryChannelFailure(UPDATE));
  }

  @Test
  void feesAreExactForRandomAmounts() {
    Random random = new Random(8);
    BigInteger million = BigInteger.valueOf(1_000_000);
    for (int i = 0; i < 300; i++) {
      long out = 5_000 + random.nextLong(590_000_000);
      long fee = 1000 + BigInteger.valueOf(out).multiply(BigInteger.valueOf(100)).divide(million).longValueExact();
      assertThat(RelayRules.decide(opened(out + fee, 1180, out, 1100), List.of(USABLE), POLICY, HEIGHT))
          .isInstanceOf(RelayDecision.RelayTo.class);
      assertThat(RelayRules.decide(opened(out + fee - 1, 1180, out, 1100), List.of(USABLE), POLICY, HEIGHT))
          .isInstanceOfSatisfying(RelayDecision.Fail.class, f -> assertThat(f.failure().text()).isEqualTo("fee_insufficient"));
    }
  }

  @Test
  void onionsThatCannotBeReadAreMalformed() {
    ByteVector onion = onion(1, 1).packet();
    ByteVector broken = onion.update(1365, (byte) ~onion.get(1365));
    RelayDecision.Refusal refusal = ((OpenedHtlc.Refused) OpenedHtlc.open(Htlcs.add(1, 1, broken), Htlcs.BOB)).decision();
    assertThat(refusal).isEqualTo(new RelayDecision.FailMalformed(0xc005, broken.sha256()));
    assertThat(refusal.settlement()).isEqualTo(new Settlement.Malformed(broken.sha256(), 0xc005));
  }

  @Test
  void htlcsOfBlindedRoutesAreRefusedAsBolt4Says() {
    ByteVector onion = onion(1, 1).packet();
    UpdateAddHtlc add = Htlcs.add(1, 1, onion);
    UpdateAddHtlc inside = new UpdateAddHtlc(add.channelId(), add.id(), add.amount(), add.paymentHash(), add.cltvExpiry(), onion,
        TlvStream.EMPTY.with(0, Htlcs.CAROL.publicKey().value));
    assertThat(OpenedHtlc.open(inside, Htlcs.BOB))
        .isEqualTo(new OpenedHtlc.Refused(new RelayDecision.FailMalformed(0xc018, onion.sha256())));

    BuiltOnion introduction = Htlcs.onionForBobAndCarol(new ByteVector("0a0101" + "0c0102"), TO_CAROL);
    RelayDecision decision = ((OpenedHtlc.Refused) OpenedHtlc.open(Htlcs.add(1, 1, introduction.packet()), Htlcs.BOB)).decision();
    assertThat(failure(decision, introduction)).isEqualTo(new FailureMessage.InvalidOnionBlinding(introduction.packet().sha256()));
  }

  @Test
  void payloadsThatMakeNoSenseAreToldToTheOrigin() {
    BuiltOnion relay = Htlcs.onionForBobAndCarol(new ByteVector("02010a" + "040114"), TO_CAROL);
    RelayDecision decision = ((OpenedHtlc.Refused) OpenedHtlc.open(Htlcs.add(1, 1, relay.packet()), Htlcs.BOB)).decision();
    assertThat(failure(decision, relay)).isEqualTo(new FailureMessage.InvalidOnionPayload(6, 0));

    BuiltOnion last = Htlcs.onionForBob(new ByteVector("02010a" + "040114" + "06080000000000000007"));
    decision = ((OpenedHtlc.Refused) OpenedHtlc.open(Htlcs.add(1, 1, last.packet()), Htlcs.BOB)).decision();
    assertThat(failure(decision, last)).isEqualTo(new FailureMessage.InvalidOnionPayload(6, 6));
  }

  @Tag("V23")
  @Test
  void noInvoiceIsAskedForAnHtlcToRelay() {
    // An HTLC with the payment hash of one of our invoices, to be relayed: its type leads to rules that know no invoices and no preimages.
    OpenedHtlc opened = OpenedHtlc.open(Htlcs.add(500_051_000, 1180, onion(500_000_000, 1100).packet()), Htlcs.BOB);
    assertThat(opened).isInstanceOf(OpenedHtlc.ToRelay.class);
    assertThat(RelayRules.decide((OpenedHtlc.ToRelay) opened, List.of(USABLE), POLICY, HEIGHT)).isInstanceOf(RelayDecision.RelayTo.class);
  }

  @Test
  void endsArePassedBack() {
    BuiltOnion onion = onion(1, 1);
    Settlement.Fulfilled fulfilled = new Settlement.Fulfilled(new PaymentPreimage(ByteVector32.One));
    assertThat(RelayRules.passBack(Htlcs.bobsSecret(onion), fulfilled)).isEqualTo(fulfilled);

    FailureMessage atCarol = new FailureMessage.TemporaryNodeFailure();
    Settlement.Failed failed = new Settlement.Failed(OnionErrors.create(onion.sharedSecrets().get(1), atCarol));
    assertThat(passedBack(onion, failed)).isEqualTo(atCarol);

    ByteVector32 hash = new ByteVector32("99".repeat(32));
    assertThat(passedBack(onion, new Settlement.Malformed(hash, 0xc005))).isEqualTo(new FailureMessage.InvalidOnionHmac(hash));
    assertThat(passedBack(onion, new Settlement.NeverSent("cut"))).isEqualTo(new FailureMessage.TemporaryChannelFailure(null));
  }

  private static FailureMessage passedBack(BuiltOnion onion, Settlement downstream) {
    return Htlcs.readByOrigin(onion, ((Settlement.Failed) RelayRules.passBack(Htlcs.bobsSecret(onion), downstream)).reason());
  }

  @Test
  void policiesThatAreNotSafeAreRefused() {
    assertThatThrownBy(
        () -> new RelayPolicy(MilliSatoshi.ZERO, 0, new CltvExpiryDelta(33), new CltvExpiryDelta(3), RelayPolicy.MAX_HTLC_CLTV))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
        () -> new RelayPolicy(MilliSatoshi.ZERO, 1_000_001, new CltvExpiryDelta(80), new CltvExpiryDelta(3), RelayPolicy.MAX_HTLC_CLTV))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(POLICY.terms(MilliSatoshi.ZERO, MilliSatoshi.MAX).isUsable()).isTrue();
  }
}
