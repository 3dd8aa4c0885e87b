package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.commitment.ClosingParameters;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;

/** What a peer that wants our money, or wants us to lose it, could try. */
class HostilePeerTest {
  private final Pair pair = Pair.normal();

  private static void receive(Party party, org.l2node.channels.wire.ChannelMessage message) {
    party.step(new ChannelEvent.Received(message));
  }

  private void spend(Party party, Transaction tx, int height) {
    party.height = Math.max(party.height, height);
    party.step(new ChannelEvent.OutputSpent(new OutPoint(pair.funding().txid, 1), tx, new BlockHeight(height)));
  }

  private static void buried(Party party, Transaction tx, int height) {
    party.height = Math.max(party.height, height + 5);
    party.step(new ChannelEvent.TransactionConfirmed(tx.txid, new BlockHeight(height), ByteVector32.Zeroes));
  }

  private UpdateAddHtlc add(long id, MilliSatoshi amount) {
    return new UpdateAddHtlc(pair.alice.data().channelId(), new HtlcId(id), amount, new PaymentHash(new ByteVector32("09".repeat(32))),
        new CltvExpiry(500), Pair.ONION, TlvStream.EMPTY);
  }

  @Test
  @Tag("V53")
  void allTheMoneyThereIsOnTopOfAnHtlcIsRefusedAndNoBug() {
    pair.add(pair.bob, 50_000_000, pair.preimage());
    pair.crossSign();
    receive(pair.alice, add(1, MilliSatoshi.MAX));
    pair.alice.in(ChannelState.Normal.class);
    assertThat(pair.alice.effects.getLast()).isInstanceOf(Effect.CloseConnection.class);
  }

  /** Without a fee_range each answer halves the distance: an accepter that names all we have must not be met half way. */
  @Test
  void anAccepterCannotHaggleTheOpenersMoneyIntoFees() {
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    while (pair.alice.sent(ClosingSigned.class).isEmpty()) {
      pair.deliverOne(pair.alice);
      pair.deliverOne(pair.bob);
    }
    pair.alice.outbox.clear();
    long low = pair.alice.sent(ClosingSigned.class).getLast().fee().sat();
    long asked = 590_000;
    for (int i = 0; i < 40 && pair.alice.state() instanceof ChannelState.Negotiating negotiating; i++) {
      receive(pair.alice, signedByBob(negotiating, new Satoshi(asked)));
      asked--;
    }
    assertThat(pair.alice.sent(ClosingSigned.class)).allSatisfy(c -> assertThat(c.fee().sat()).isLessThan(10 * low));
    // What it costs to close without the peer is the most that an agreement is worth.
    assertThat(pair.alice.in(ChannelState.Closing.class).localCommitment()).isNotNull();
  }

  private ClosingSigned signedByBob(ChannelState.Negotiating alices, Satoshi fee) {
    var params = pair.bob.data().params();
    var c = alices.data().commitments();
    ByteVector bobsScript = alices.remoteScript();
    ByteVector openersScript = alices.localScript();
    var closing = new ClosingParameters(params.fundingAt(c.funding().outPoint(), c.funding().capacity()), Side.REMOTE, c.remoteBalance(),
        c.localBalance(), bobsScript, openersScript, params.local().dustLimit(), params.remote().dustLimit());
    return new ClosingSigned(params.channelId(), fee, closing.build(fee).orElseThrow().sign(pair.bob.keys), TlvStream.EMPTY);
  }

  /** An opener that wants a closing transaction which no node relays: nothing below the floor is signed. */
  @Test
  void anOpenerCannotHaggleTheFeeBelowWhatIsRelayed() {
    pair.bob.step(new ChannelEvent.CloseMutual(null));
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.alice);
    ByteVector openersScript = pair.bob.in(ChannelState.Negotiating.class).remoteScript();
    ByteVector bobsScript = pair.bob.in(ChannelState.Negotiating.class).localScript();
    long floor = 253 * 700 / 1000;
    for (long low = 1; low < 40 && pair.bob.state() instanceof ChannelState.Negotiating; low++) {
      var params = pair.alice.data().params();
      var c = pair.alice.data().commitments();
      var closing = new ClosingParameters(params.fundingAt(c.funding().outPoint(), c.funding().capacity()), Side.LOCAL, c.localBalance(),
          c.remoteBalance(), openersScript, bobsScript, params.local().dustLimit(), params.remote().dustLimit());
      Satoshi fee = new Satoshi(low);
      var signature = closing.build(fee).orElseThrow().sign(pair.alice.keys);
      receive(pair.bob, new ClosingSigned(params.channelId(), fee, signature, TlvStream.EMPTY));
    }
    assertThat(pair.bob.sent(ClosingSigned.class)).isNotEmpty()
        .allSatisfy(c -> assertThat(c.fee().sat()).isGreaterThanOrEqualTo(floor));
    assertThat(pair.bob.in(ChannelState.Closing.class).mutualClose()).isNull();
  }

  /** The peer gives an HTLC back, signs for it, and closes on the chain before it revokes: the origin must hear of the failure. */
  @Test
  @Tag("V24")
  void aFailureThatWasSignedForIsToldWhenTheChainHasNoTraceOfTheHtlc() {
    HtlcId id = pair.add(pair.alice, 50_000_000, pair.preimage());
    pair.crossSign();
    pair.fail(pair.bob, id);
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.bob);
    pair.sign(pair.alice);
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).isEmpty();
    // Bob takes all of it and publishes his newest commitment instead of revoking the one before.
    pair.deliverAll();
    Transaction newest = EnforcingSigner.of(pair.bob.data(), pair.bob.keys).publishable();
    Party alice = aliceBeforeBobRevoked();
    spend(alice, newest, 200);
    assertThat(alice.in(ChannelState.Closing.class).spend().kind()).isEqualTo(FundingSpend.Kind.REMOTE_COMMITMENT);
    assertThat(alice.effects(Effect.HtlcSettled.class)).isEmpty();
    buried(alice, newest, 200);
    assertThat(alice.effects(Effect.HtlcSettled.class)).hasSize(1).first()
        .satisfies(s -> assertThat(s.settlement()).isInstanceOf(Settlement.Failed.class));
  }

  /** The same moves once more, but the revocation never arrives. */
  private Party aliceBeforeBobRevoked() {
    Pair again = Pair.normal();
    HtlcId id = again.add(again.alice, 50_000_000, again.preimage());
    again.crossSign();
    again.fail(again.bob, id);
    again.sign(again.bob);
    again.deliverOne(again.bob);
    again.deliverOne(again.bob);
    again.sign(again.alice);
    assertThat(again.alice.data().commitments().isAwaitingRevocation()).isTrue();
    return again.alice;
  }

  /** The number of an HTLC that was never signed is used again: a late answer about the first says nothing of the second. */
  @Test
  void aLateAnswerAboutAForgottenHtlcIsNotTakenForTheNextOneOfItsNumber() {
    HtlcId first = pair.add(pair.alice, 50_000_000, pair.preimage());
    Origin firstOrigin = pair.alice.data().commitments().htlcs().outgoing().iterator().next().origin();
    pair.disconnect();
    pair.connect();
    pair.deliverAll();
    PaymentPreimage preimage = pair.preimage();
    HtlcId second = pair.add(pair.alice, 60_000_000, preimage);
    assertThat(second).isEqualTo(first);
    pair.crossSign();
    pair.fulfill(pair.bob, second, preimage);
    pair.deliverOne(pair.bob);
    pair.alice.step(new ChannelEvent.SettlementDurable(first, firstOrigin));
    pair.crossSign();
    // Its own origin has not said yet that it has the preimage.
    assertThat(pair.alice.data().commitments().htlcs().outgoing()).hasSize(1);
    pair.alice.restart();
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).hasSize(1);
    pair.settlementsDurable(pair.alice);
    assertThat(pair.alice.data().commitments().htlcs().isEmpty()).isTrue();
  }

  /** A funding output that gets into a block after the channel failed is no reason to forget what was pushed to us. */
  @Test
  void aChannelThatFailedBeforeItsFundingConfirmedIsNotForgotten() {
    Pair opening = Pair.create().reachAwaitingReady(1_000_000, 300_000_000, false);
    opening.bob.step(new ChannelEvent.ReceivedError(ErrorMessage.of(opening.bob.data().channelId(), "no")));
    opening.bob.in(ChannelState.Closing.class);
    opening.confirm(opening.bob);
    opening.bob.height = 5000;
    opening.bob.step(new ChannelEvent.NewBlock());
    opening.bob.in(ChannelState.Closing.class);
    assertThat(opening.bob.disk.isEmpty()).isFalse();
  }

  /** An HTLC that was not passed on when the channel went to the chain would be paid for downstream and perhaps never be got upstream. */
  @Test
  void nothingNewIsPassedOnFromAChannelThatGoesToTheChain() {
    pair.add(pair.alice, 50_000_000, pair.preimage());
    pair.crossSign();
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).hasSize(1).noneMatch(Effect.HtlcLockedIn::mustFail);
    pair.bob.step(new ChannelEvent.CloseUnilateral());
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).hasSize(1).allMatch(Effect.HtlcLockedIn::mustFail);
  }

  /** However deep it was: a funding transaction that a reorganisation has put elsewhere has another short channel id. */
  @Test
  void aFundingOutputThatMovedInTheChainIsCalledByItsNewPlace() {
    pair.confirmDeep(pair.alice);
    pair.alice.height = 120;
    pair.alice.step(new ChannelEvent.FundingDeep(pair.funding(), new BlockHeight(103), 2));
    assertThat(pair.alice.data().shortChannelId()).contains(ShortChannelId.of(103, 2, 1));
  }

  /** A peer that names another address after a reconnect still holds our signature for the first. */
  @Test
  void aClosingTransactionToAnEarlierAddressOfThePeerIsOneToo() {
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    while (pair.alice.sent(ClosingSigned.class).isEmpty()) {
      pair.deliverOne(pair.alice);
      pair.deliverOne(pair.bob);
    }
    pair.deliverAll();
    Transaction close = pair.bob.in(ChannelState.Closing.class).mutualClose();
    Pair again = Pair.normal();
    again.alice.step(new ChannelEvent.CloseMutual(null));
    while (again.alice.sent(ClosingSigned.class).isEmpty()) {
      again.deliverOne(again.alice);
      again.deliverOne(again.bob);
    }
    again.disconnect();
    again.connect();
    again.deliverOne(again.alice);
    again.deliverOne(again.bob);
    receive(again.alice, new Shutdown(again.alice.data().channelId(), new ByteVector("0014" + "22".repeat(20)), TlvStream.EMPTY));
    spend(again.alice, close, 200);
    assertThat(again.alice.in(ChannelState.Closing.class).spend().kind()).isEqualTo(FundingSpend.Kind.MUTUAL_CLOSE);
    buried(again.alice, close, 200);
    again.alice.in(ChannelState.Closed.class);
  }
}
