package org.l2node.routing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.l2node.routing.payment.PaymentWorld.BOB;
import static org.l2node.routing.payment.PaymentWorld.CAROL;
import static org.l2node.routing.payment.PaymentWorld.DAVE;
import static org.l2node.routing.payment.PaymentWorld.ERIN;
import static org.l2node.routing.payment.PaymentWorld.NOW;
import static org.l2node.routing.payment.PaymentWorld.PREIMAGE;
import static org.l2node.routing.payment.PaymentWorld.effects;
import static org.l2node.routing.payment.PaymentWorld.env;
import static org.l2node.routing.payment.PaymentWorld.error;
import static org.l2node.routing.payment.PaymentWorld.failure;
import static org.l2node.routing.payment.PaymentWorld.msat;
import static org.l2node.routing.payment.PaymentWorld.order;
import static org.l2node.routing.payment.PaymentWorld.request;
import static org.l2node.routing.payment.PaymentWorld.seed;
import static org.l2node.routing.payment.PaymentWorld.sent;
import static org.l2node.routing.payment.PaymentWorld.started;
import static org.l2node.routing.payment.PaymentWorld.toBob;
import static org.l2node.routing.payment.PaymentWorld.toDave;
import static org.l2node.routing.payment.PaymentWorld.travel;
import static org.l2node.routing.payment.PaymentWorld.update;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.path.RouteHint;
import org.l2node.routing.path.TestNetwork;

class PaymentMachineTest {
  private static final long AMOUNT = 10_000_000;

  private final PaymentMachine machine = new PaymentMachine();

  private PaymentTransition begun(NodeId payee) {
    return started(machine.start(null, order(request(payee, AMOUNT)), env()));
  }

  private PaymentTransition step(PaymentTransition before, Settlement settlement) {
    int part = before.next().payment().attempts().size() - 1;
    return machine.step(before.next(), new PaymentEvent.Settled(part, settlement, seed(part + 1)), env());
  }

  /** What the node at {@code hop} of the last attempt answers, and what the payment does then. */
  private PaymentTransition answered(PaymentTransition before, int hop, FailureMessage failure) {
    NodeId[] nodes = before.next().payment().attempts().getLast().route().hops().stream().map(h -> h.nodeId()).toArray(NodeId[]::new);
    return step(before, error(travel(sent(before), nodes), hop, failure));
  }

  private static List<NodeId> way(PaymentTransition transition) {
    return transition.next().payment().inFlight().orElseThrow().route().hops().stream().map(h -> h.nodeId()).toList();
  }

  @Test
  void everyNodeReadsWhatItIsToDo() {
    PaymentTransition begun = begun(CAROL);

    PaymentEffect.SendHtlc send = sent(begun);
    assertThat(begun.write()).isTrue();
    assertThat(send.channelId()).isEqualTo(TestNetwork.channelId(1));
    assertThat(send.offer().amount()).isEqualTo(msat(10_002_000));
    assertThat(send.offer().cltvExpiry()).isEqualTo(new CltvExpiry(1_000 + 18 + 12 + 40));
    assertThat(send.offer().origin()).isEqualTo(new Origin.Local(7, 0));

    PaymentWorld.Journey journey = travel(send, BOB, CAROL);
    assertThat(journey.relays().getFirst().amtToForward()).isEqualTo(msat(AMOUNT));
    assertThat(journey.relays().getFirst().outgoingCltvValue()).isEqualTo(new CltvExpiry(1_030));
    assertThat(journey.relays().getFirst().shortChannelId()).isEqualTo(TestNetwork.scid(2));
    assertThat(journey.last().amtToForward()).isEqualTo(msat(AMOUNT));
    assertThat(journey.last().outgoingCltvValue()).isEqualTo(new CltvExpiry(1_030));
    assertThat(journey.last().total()).isEqualTo(msat(AMOUNT));
    assertThat(journey.last().paymentMetadata()).isEqualTo(new ByteVector("cafe"));
  }

  @Test
  void thePreimageEndsIt() {
    PaymentTransition paid = step(begun(CAROL), new Settlement.Fulfilled(PREIMAGE));

    assertThat(paid.write()).isTrue();
    assertThat(paid.next().payment().status()).isEqualTo(new Payment.Status.Succeeded(PREIMAGE, msat(2_000), NOW));
    assertThat(paid.effects()).containsExactly(new PaymentEffect.SettlementStored(0),
        new PaymentEffect.ChannelCarried(DirectedChannel.of(TestNetwork.scid(2), BOB, CAROL), msat(AMOUNT)),
        new PaymentEffect.Ended(paid.next().payment()));

    PaymentTransition again = step(paid, new Settlement.Fulfilled(PREIMAGE));
    assertThat(again).isEqualTo(new PaymentTransition(paid.next(), false, List.of(new PaymentEffect.SettlementStored(0))));
  }

  @Test
  void aWrongPreimageIsOurOwnBug() {
    assertThatThrownBy(() -> step(begun(CAROL), new Settlement.Fulfilled(new PaymentPreimage(ByteVector32.One))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("V71")
  void theSameHashIsPaidOnce() {
    PaymentTransition begun = begun(CAROL);
    assertThat(machine.start(begun.next().payment(), order(request(CAROL, AMOUNT)), env()))
        .isEqualTo(new PaymentStart.Existing(begun.next().payment()));

    PaymentTransition paid = step(begun, new Settlement.Fulfilled(PREIMAGE));
    assertThat(machine.start(paid.next().payment(), order(request(CAROL, AMOUNT)), env()))
        .isEqualTo(new PaymentStart.Existing(paid.next().payment()));

    PaymentTransition failed = answered(begun, 1,
        new FailureMessage.IncorrectOrUnknownPaymentDetails(msat(AMOUNT), new BlockHeight(1_000)));
    assertThat(started(machine.start(failed.next().payment(), order(request(CAROL, AMOUNT)), env())).next().payment().isPending()).isTrue();
  }

  @Test
  void ordersThatCannotBeCarriedOutAreRefused() {
    assertThat(refused(machine.start(null, order(request(PaymentWorld.ALICE, 1)), env()))).isEqualTo(PaymentFailure.Kind.SELF_PAYMENT);
    var late = env(PaymentWorld.network(), NOW.plusSeconds(3_600), toBob());
    assertThat(refused(machine.start(null, order(request(CAROL, 1)), late))).isEqualTo(PaymentFailure.Kind.INVOICE_EXPIRED);
    assertThatThrownBy(() -> request(CAROL, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static PaymentFailure.Kind refused(PaymentStart start) {
    return ((PaymentStart.Refused) start).failure().kind();
  }

  @Test
  void failsAtOnceWithoutARoute() {
    PaymentTransition unknown = started(machine.start(null, order(request(PaymentWorld.id("frank"), AMOUNT)), env()));
    assertThat(failure(unknown).kind()).isEqualTo(PaymentFailure.Kind.NO_ROUTE);
    assertThat(unknown.write()).isTrue();
    assertThat(unknown.effects()).containsExactly(new PaymentEffect.Ended(unknown.next().payment()));

    PaymentTransition poor = started(machine.start(null, order(request(CAROL, AMOUNT)), env(TestNetwork.local(1, BOB, AMOUNT - 1))));
    assertThat(failure(poor).kind()).isEqualTo(PaymentFailure.Kind.INSUFFICIENT_BALANCE);
    assertThat(failure(poor).text()).contains("at most 9999.999 sat");

    PaymentTransition none = started(machine.start(null, order(request(CAROL, AMOUNT)), env(PaymentWorld.network(), NOW)));
    assertThat(failure(none)).isEqualTo(
        new PaymentFailure(PaymentFailure.Kind.NO_USABLE_CHANNEL, "no channel of this node can be used now: 1 is opening"));
  }

  @Test
  @Tag("V72")
  void costsNoMoreThanAllowed() {
    PaymentRequest request = request(CAROL, AMOUNT);
    PaymentOrder stingy = new PaymentOrder(7, request, msat(1_999), NOW.plusSeconds(60), seed(0));
    PaymentTransition failed = started(machine.start(null, stingy, env()));

    assertThat(failure(failed).kind()).isEqualTo(PaymentFailure.Kind.FEE_TOO_HIGH);
    assertThat(failure(failed).text()).isEqualTo("the cheapest route costs 2 sat, allowed are 1.999 sat");
    assertThat(PaymentOrder.defaultMaxFee(msat(499_999))).isEqualTo(msat(5_000));
    assertThat(PaymentOrder.defaultMaxFee(msat(1_000_000))).isEqualTo(msat(10_000));
  }

  @Test
  void aChannelThatIsEmptyIsAvoidedInTheNextAttempt() {
    PaymentTransition retried = answered(begun(CAROL), 0, new FailureMessage.TemporaryChannelFailure(null));

    assertThat(way(retried)).containsExactly(DAVE, CAROL);
    assertThat(sent(retried).offer().origin()).isEqualTo(new Origin.Local(7, 1));
    assertThat(retried.write()).isTrue();
    assertThat(retried.effects()).startsWith(new PaymentEffect.SettlementStored(0),
        new PaymentEffect.ChannelFailed(DirectedChannel.of(TestNetwork.scid(2), BOB, CAROL), msat(AMOUNT)));

    PaymentTransition failed = answered(retried, 0, new FailureMessage.TemporaryChannelFailure(null));
    assertThat(failure(failed).kind()).isEqualTo(PaymentFailure.Kind.NO_ROUTE);
    assertThat(failure(failed).text()).contains("hop 1 " + DAVE, "temporary_channel_failure");
  }

  @Test
  void thePayeesNoIsFinal() {
    PaymentTransition failed = answered(begun(CAROL), 1,
        new FailureMessage.IncorrectOrUnknownPaymentDetails(msat(AMOUNT), new BlockHeight(1_000)));

    assertThat(failure(failed).kind()).isEqualTo(PaymentFailure.Kind.REJECTED_BY_DESTINATION);
    assertThat(effects(failed, PaymentEffect.SendHtlc.class)).isEmpty();
    assertThat(effects(failed, PaymentEffect.ChannelFailed.class)).isEmpty();
  }

  @Test
  void aPayeeThatGotSomethingElseIsTriedByAnotherLastChannel() {
    assertThat(way(answered(begun(CAROL), 1, new FailureMessage.FinalIncorrectHtlcAmount(msat(1))))).containsExactly(DAVE, CAROL);
  }

  @Test
  void newFeesToldInAFailureAreTakenForThisPaymentOnly() {
    var asked = TestNetwork.terms(5_000, 100, 50);
    PaymentTransition retried = answered(begun(CAROL), 0,
        new FailureMessage.FeeInsufficient(msat(10_002_000), update("bob", "carol", 2, asked)));

    assertThat(way(retried)).containsExactly(BOB, CAROL);
    assertThat(sent(retried).offer().amount()).isEqualTo(msat(10_006_000));
    assertThat(sent(retried).offer().cltvExpiry()).isEqualTo(new CltvExpiry(1_030 + 50));

    // Asking for more once again does not help bob.
    PaymentTransition again = answered(retried, 0,
        new FailureMessage.FeeInsufficient(msat(10_006_000), update("bob", "carol", 2, TestNetwork.terms(6_000, 100, 50))));
    assertThat(way(again)).containsExactly(DAVE, CAROL);
  }

  @Test
  void newTermsOfAChannelThatIsAlsoEmptyDoNotBringItBack() {
    PaymentTransition retried = answered(begun(CAROL), 0,
        new FailureMessage.TemporaryChannelFailure(update("bob", "carol", 2, TestNetwork.terms(1, 0, 50))));

    assertThat(way(retried)).containsExactly(DAVE, CAROL);
  }

  @Test
  void termsThatAreForgedOrOfAnotherChannelAreNotTaken() {
    var cheap = TestNetwork.terms(5_000, 100, 50);
    var sum = msat(1);
    for (var update : List.of(update("dave", "bob", "carol", 2, cheap), update("bob", "carol", 3, cheap), update("bob", "alice", 1, cheap),
        update("carol", "bob", 2, cheap))) {
      assertThat(way(answered(begun(CAROL), 0, new FailureMessage.FeeInsufficient(sum, update)))).containsExactly(DAVE, CAROL);
    }
    // Terms that the attempt kept to already teach nothing.
    assertThat(
        way(answered(begun(CAROL), 0, new FailureMessage.FeeInsufficient(sum, update("bob", "carol", 2, TestNetwork.terms(1, 0, 1))))))
        .containsExactly(DAVE, CAROL);
    assertThat(way(answered(begun(CAROL), 0, new FailureMessage.FeeInsufficient(sum, null)))).containsExactly(DAVE, CAROL);
  }

  @Test
  void everyOtherErrorOfAHopLeadsAroundIt() {
    for (FailureMessage failure : List.of(new FailureMessage.TemporaryNodeFailure(), new FailureMessage.PermanentNodeFailure(),
        new FailureMessage.RequiredNodeFeatureMissing(), new FailureMessage.PermanentChannelFailure(),
        new FailureMessage.RequiredChannelFeatureMissing(), new FailureMessage.UnknownNextPeer(), new FailureMessage.ExpiryTooSoon(null),
        new FailureMessage.ChannelDisabled(0, null), new FailureMessage.ExpiryTooFar(), new FailureMessage.InvalidOnionPayload(2, 0),
        new FailureMessage.InvalidOnionHmac(ByteVector32.Zeroes),
        new FailureMessage.IncorrectOrUnknownPaymentDetails(msat(1), new BlockHeight(1)),
        new FailureMessage.MppTimeout(), new FailureMessage.Unknown(0x4fff, ByteVector.empty))) {
      assertThat(way(answered(begun(CAROL), 0, failure))).as(failure.text()).containsExactly(DAVE, CAROL);
    }
  }

  @Test
  @Tag("V51")
  void anErrorThatNobodyCanReadLeadsElsewhere() {
    assertThat(way(step(begun(CAROL), new Settlement.Failed(new ByteVector(new byte[292]))))).containsExactly(DAVE, CAROL);
    assertThat(way(step(begun(CAROL), new Settlement.Failed(ByteVector.empty)))).containsExactly(DAVE, CAROL);
    assertThat(way(step(begun(CAROL), new Settlement.Failed(new ByteVector(new byte[65_000]))))).containsExactly(DAVE, CAROL);
    assertThat(failure(step(begun(BOB), new Settlement.Failed(ByteVector.empty))).kind())
        .isEqualTo(PaymentFailure.Kind.REJECTED_BY_DESTINATION);
  }

  @Test
  void anOnionThatTheFirstHopCannotReadGoesToAnotherOne() {
    assertThat(way(step(begun(CAROL), new Settlement.Malformed(ByteVector32.Zeroes, FailureMessage.INVALID_ONION_HMAC))))
        .containsExactly(DAVE, CAROL);
  }

  @Test
  void whatTheChannelDidNotTakeGoesByAnother() {
    PaymentTransition retried = step(begun(CAROL), new Settlement.NeverSent("no room"));

    assertThat(way(retried)).containsExactly(DAVE, CAROL);
    assertThat(effects(retried, PaymentEffect.ChannelFailed.class)).isEmpty();
    assertThat(failure(step(retried, new Settlement.NeverSent("no room"))).text()).contains("no room");
  }

  @Test
  void endsAfterAsManyAttemptsAsAreMadeAtMost() {
    TestNetwork network = PaymentWorld.network();
    for (int i = 0; i < 12; i++) {
      network.channel(20 + i, BOB, CAROL, TestNetwork.terms(0, 0, 1), TestNetwork.terms(0, 0, 1));
    }
    var env = env(network, NOW, toBob(), toDave());
    PaymentTransition now = started(machine.start(null, order(request(CAROL, AMOUNT)), env));
    for (int i = 0; i < PaymentMachine.MAX_ATTEMPTS; i++) {
      assertThat(now.next().payment().inFlight().orElseThrow().part()).isEqualTo(i);
      var error = error(travel(sent(now), BOB, CAROL), 0, new FailureMessage.TemporaryChannelFailure(null));
      now = machine.step(now.next(), new PaymentEvent.Settled(i, error, seed(i + 1)), env);
    }
    assertThat(failure(now).kind()).isEqualTo(PaymentFailure.Kind.TOO_MANY_ATTEMPTS);
  }

  @Test
  void noNewAttemptAfterTheDeadlineButAnHtlcOnTheWayIsWaitedFor() {
    PaymentTransition begun = begun(CAROL);
    var late = env(PaymentWorld.network(), NOW.plusSeconds(60), toBob(), toDave());
    var error = error(travel(sent(begun), BOB, CAROL), 0, new FailureMessage.TemporaryChannelFailure(null));

    PaymentTransition failed = machine.step(begun.next(), new PaymentEvent.Settled(0, error, seed(1)), late);
    assertThat(failure(failed).kind()).isEqualTo(PaymentFailure.Kind.TIMEOUT);

    PaymentTransition paid = machine.step(begun.next(), new PaymentEvent.Settled(0, new Settlement.Fulfilled(PREIMAGE), seed(1)), late);
    assertThat(paid.next().payment().isSucceeded()).isTrue();
  }

  @Test
  void aPayeeBehindAHintIsReached() {
    NodeId frank = PaymentWorld.id("frank");
    PaymentRequest plain = request(frank, AMOUNT);
    RouteHint hint = new RouteHint(CAROL, frank, TestNetwork.scid(77), TestNetwork.terms(10, 0, 9));
    PaymentRequest hinted = new PaymentRequest(plain.paymentHash(), frank, plain.amount(), plain.paymentSecret(), null,
        plain.minFinalCltvExpiryDelta(), null, List.of(hint), "");
    PaymentTransition begun = started(machine.start(null, order(hinted), env()));

    assertThat(way(begun)).containsExactly(BOB, CAROL, frank);
    // Carol does not know the way after all.
    PaymentTransition failed = step(begun,
        error(new PaymentWorld.Journey(List.of(), new org.l2node.routing.onion.FinalPayload(msat(1), new CltvExpiry(1), null, null,
            org.l2node.channels.wire.TlvStream.EMPTY), secretsOf(begun)), 1, new FailureMessage.UnknownNextPeer()));
    assertThat(failure(failed).kind()).isEqualTo(PaymentFailure.Kind.NO_ROUTE);
  }

  private static List<org.l2node.routing.onion.SharedSecret> secretsOf(PaymentTransition transition) {
    Attempt attempt = transition.next().payment().attempts().getLast();
    return RouteOnion.build(attempt.sessionKey(), attempt.route(), transition.next().payment().request()).sharedSecrets();
  }

  @Test
  void aPreimageThatComesAfterAllWinsOverAFailure() {
    PaymentTransition retried = step(begun(CAROL), new Settlement.NeverSent("so it seemed"));
    PaymentTransition failed = step(retried, new Settlement.NeverSent("no room"));
    PaymentTransition paid = machine.step(failed.next(), new PaymentEvent.Settled(0, new Settlement.Fulfilled(PREIMAGE), seed(3)), env());

    assertThat(paid.write()).isTrue();
    assertThat(paid.next().payment().status()).isEqualTo(new Payment.Status.Succeeded(PREIMAGE, msat(2_000), NOW));
  }

  @Test
  void aFailureToldAgainChangesNothing() {
    PaymentTransition begun = begun(CAROL);
    var error = error(travel(sent(begun), BOB, CAROL), 0, new FailureMessage.TemporaryChannelFailure(null));
    PaymentTransition retried = step(begun, error);
    PaymentTransition again = machine.step(retried.next(), new PaymentEvent.Settled(0, error, seed(2)), env());

    assertThat(again).isEqualTo(new PaymentTransition(retried.next(), false, List.of(new PaymentEffect.SettlementStored(0))));
  }

  @Test
  void metadataTooLongForTheRouteIsSaidSo() {
    PaymentRequest plain = request(ERIN, AMOUNT);
    PaymentRequest big = new PaymentRequest(plain.paymentHash(), ERIN, plain.amount(), plain.paymentSecret(),
        new ByteVector(new byte[1_200]),
        plain.minFinalCltvExpiryDelta(), null, List.of(), "");

    PaymentTransition failed = started(machine.start(null, order(big), env()));
    assertThat(failure(failed).text()).contains("too long");
  }

  @Test
  void nothingIsSentBeforeItIsDurable() {
    PaymentTransition begun = begun(CAROL);
    assertThatThrownBy(() -> new PaymentTransition(begun.next(), false, begun.effects())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("V74")
  void secretsAreInNoText() {
    PaymentTransition begun = begun(CAROL);
    PaymentTransition paid = step(begun, new Settlement.Fulfilled(PREIMAGE));

    assertThat(begun.toString() + paid + seed(0)).doesNotContain(PREIMAGE.value().toHex(), PaymentWorld.hash("session 0").toHex(),
        PaymentWorld.hash("payment secret").toHex());
  }

  @Test
  void theLargestAmountMayBePaid() {
    MilliSatoshi most = MilliSatoshi.MAX;
    PaymentTransition failed = started(
        machine.start(null, new PaymentOrder(7, request(CAROL, most.msat()), most, NOW.plusSeconds(60), seed(0)), env()));
    assertThat(failure(failed).kind()).isEqualTo(PaymentFailure.Kind.INSUFFICIENT_BALANCE);
  }
}
