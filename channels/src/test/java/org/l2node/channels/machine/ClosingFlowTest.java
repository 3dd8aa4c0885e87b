package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.Warning;

class ClosingFlowTest {
  private static void spend(Pair pair, Party party, Transaction tx, int height) {
    party.height = Math.max(party.height, height);
    party.step(new ChannelEvent.OutputSpent(new OutPoint(pair.funding().txid, 1), tx, new BlockHeight(height)));
  }

  private static void confirmed(Party party, TxId txId, int height) {
    party.height = Math.max(party.height, height + 5);
    party.step(new ChannelEvent.TransactionConfirmed(txId, new BlockHeight(height), ByteVector32.Zeroes));
  }

  private static Transaction agreedClose(Pair pair) {
    Transaction alice = pair.alice.in(ChannelState.Closing.class).mutualClose();
    Transaction bob = pair.bob.in(ChannelState.Closing.class).mutualClose();
    assertThat(alice).isNotNull().isEqualTo(bob);
    alice.correctlySpends(List.of(pair.funding()), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    return alice;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesCooperatively(boolean aliceAsks) {
    Pair pair = Pair.normal();
    (aliceAsks ? pair.alice : pair.bob).step(new ChannelEvent.CloseMutual(null));
    pair.deliverAll();
    Transaction close = agreedClose(pair);
    assertThat(pair.alice.view().phase()).isEqualTo(ChannelView.Phase.CLOSING);
    assertThat(close.txOut).hasSize(2);
    for (Party party : List.of(pair.alice, pair.bob)) {
      assertThat(party.published()).contains(close);
      spend(pair, party, close, 110);
      assertThat(party.in(ChannelState.Closing.class).spend().kind()).isEqualTo(FundingSpend.Kind.MUTUAL_CLOSE);
      confirmed(party, close.txid, 110);
      assertThat(party.in(ChannelState.Closed.class).closingTxId()).isEqualTo(close.txid);
    }
  }

  @Test
  void waitsForHtlcsBeforeItCloses() {
    Pair pair = Pair.normal();
    PaymentPreimage first = pair.preimage();
    PaymentPreimage second = pair.preimage();
    HtlcId id = pair.add(pair.alice, 50_000_000, first);
    pair.crossSign();
    HtlcId unsigned = pair.add(pair.bob, 7_000_000, second);
    pair.bob.step(new ChannelEvent.CloseMutual(null));
    assertThat(pair.bob.sent(Shutdown.class)).isEmpty();
    pair.deliverAll();
    assertThat(pair.bob.sent(Shutdown.class)).hasSize(1);
    pair.alice.in(ChannelState.ShuttingDown.class);
    pair.alice.step(pair.offer(pair.alice, 1_000_000, pair.preimage()));
    assertThat(pair.alice.last(Effect.Rejected.class)).isPresent();
    pair.reconnect();
    pair.fulfill(pair.bob, id, first);
    pair.fail(pair.alice, unsigned);
    pair.deliverAll();
    pair.checkInvariants();
    Transaction close = agreedClose(pair);
    assertThat(close.txOut.stream().mapToLong(o -> o.amount.toLong()).max().getAsLong()).isLessThan(550_000);
  }

  private static List<Transaction> mutualCloses(Party party) {
    return party.effects(Effect.Publish.class).stream().filter(order -> order.purpose() == Effect.Purpose.MUTUAL_CLOSE)
        .map(Effect.Publish::tx).toList();
  }

  /**
   * Wherever it is cut, and also where one side has agreed and the other does not know it: both have the closing transaction in the end.
   */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_300, 5_000})
  void startsTheNegotiationAnewAfterTheConnectionIsLost(long laterFeerate) {
    for (int k = 0; k < 7; k++) {
      Pair pair = Pair.normal();
      pair.alice.step(new ChannelEvent.CloseMutual(null));
      for (int i = 0; i < k; i++) {
        if (!pair.deliverOne(pair.alice)) {
          pair.deliverOne(pair.bob);
        }
      }
      pair.disconnect();
      boolean agreed = pair.alice.state() instanceof ChannelState.Closing || pair.bob.state() instanceof ChannelState.Closing;
      List<Transaction> before = mutualCloses(pair.alice);
      if (k % 2 == 0) {
        pair.alice.restart();
        pair.bob.restart();
      }
      pair.alice.closingFeerate = new FeeratePerKw(laterFeerate);
      for (int again = 0; again < 2; again++) {
        pair.connect();
        pair.deliverAll();
        Transaction close = agreedClose(pair);
        if (agreed && laterFeerate < 2_000) {
          assertThat(before).as("what may be in the chain already is agreed on again").allMatch(close::equals);
        }
        pair.disconnect();
      }
      Transaction close = agreedClose(pair);
      for (Party party : List.of(pair.alice, pair.bob)) {
        spend(pair, party, close, 120);
        confirmed(party, close.txid, 120);
        party.in(ChannelState.Closed.class);
      }
    }
  }

  /** A peer that has done with the channel: what both have signed is published on. */
  @Test
  void keepsTheAgreedCloseWhereThePeerKnowsTheChannelNoMore() {
    for (boolean restarts : List.of(true, false)) {
      Pair pair = Pair.normal();
      pair.alice.step(new ChannelEvent.CloseMutual(null));
      pair.deliverAll();
      Transaction close = agreedClose(pair);
      pair.disconnect();
      if (restarts) {
        pair.alice.restart();
        assertThat(mutualCloses(pair.alice)).containsExactly(close);
      }
      pair.alice.step(new ChannelEvent.Connected(pair.bob.features));
      pair.alice.step(new ChannelEvent.ReceivedError(ErrorMessage.of(pair.alice.data().channelId(), "unknown channel")));
      pair.alice.step(new ChannelEvent.Disconnected());
      assertThat(mutualCloses(pair.alice)).containsOnly(close);
      assertThat(pair.alice.view().closingTxId()).contains(close.txid);
      pair.alice.restart();
      assertThat(mutualCloses(pair.alice)).containsExactly(close);
      spend(pair, pair.alice, close, 120);
      confirmed(pair.alice, close.txid, 120);
      pair.alice.in(ChannelState.Closed.class);
    }
  }

  /** What is between the two is stripped of fee ranges: the haggling of BOLT 2 must come to an end by itself. */
  @ParameterizedTest
  @ValueSource(longs = {253, 400, 5000, 20_000})
  void agreesWithoutFeeRange(long bobsFeerate) {
    Pair pair = Pair.normal();
    pair.bob.closingFeerate = new FeeratePerKw(bobsFeerate);
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    for (int i = 0; i < 100 && (!pair.alice.outbox.isEmpty() || !pair.bob.outbox.isEmpty()); i++) {
      for (Party party : List.of(pair.alice, pair.bob)) {
        List<Message> messages = party.outbox.stream()
            .map(m -> m instanceof ClosingSigned c ? new ClosingSigned(c.channelId(), c.fee(), c.signature(), TlvStream.EMPTY) : m)
            .toList();
        party.outbox.clear();
        party.outbox.addAll(messages);
        pair.deliverOne(party);
      }
    }
    agreedClose(pair);
  }

  /** An opener that wants to pay far less than what this node thinks fit: halving the distance ends at one satoshi at the latest. */
  @Test
  void hagglesToAnEnd() {
    Pair pair = Pair.normal();
    pair.bob.closingFeerate = new FeeratePerKw(10_000);
    pair.bob.step(new ChannelEvent.CloseMutual(null));
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.alice);
    ChannelState.Negotiating bob = pair.bob.in(ChannelState.Negotiating.class);
    long low = 20;
    int rounds = 0;
    ChannelState state = bob;
    while (state instanceof ChannelState.Negotiating) {
      Satoshi fee = new Satoshi(low);
      ClosingSigned offer = signedBy(pair.alice, (ChannelState.Negotiating) state, fee);
      pair.bob.step(new ChannelEvent.Received(offer));
      state = pair.bob.state();
      low += 1;
      rounds++;
      assertThat(rounds).isLessThan(40);
    }
    assertThat(state).isInstanceOf(ChannelState.Closing.class);
    assertThat(pair.bob.sent(ClosingSigned.class)).hasSizeGreaterThan(3);
  }

  private static ClosingSigned signedBy(Party opener, ChannelState.Negotiating bobs, Satoshi fee) {
    var params = opener.data().params();
    var c = opener.data().commitments();
    ByteVector openersScript = bobs.remoteScript();
    ByteVector bobsScript = bobs.localScript();
    var closing = new org.l2node.channels.commitment.ClosingParameters(
        params.fundingAt(c.funding().outPoint(), c.funding().capacity()),
        org.l2node.channels.commitment.Side.LOCAL,
        c.localBalance(),
        c.remoteBalance(),
        openersScript,
        bobsScript,
        params.local().dustLimit(),
        params.remote().dustLimit());
    return new ClosingSigned(opener.data().channelId(), fee, closing.build(fee).orElseThrow().sign(opener.keys), TlvStream.EMPTY);
  }

  @Test
  @Tag("V41")
  void takesOnlyShutdownScriptsOfTheBolt() {
    Pair pair = Pair.normal();
    List<String> bad = List.of("", "a914" + "11".repeat(20) + "87", "76a914" + "11".repeat(20) + "88ac", "5101ff", "5129" + "11".repeat(41),
        "6a0611111111111111", "00");
    for (String script : bad) {
      var shutdown = new Shutdown(pair.alice.data().channelId(), new ByteVector(script), TlvStream.EMPTY);
      Transition t = ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(shutdown), pair.alice.env());
      assertThat(t.next()).as(script).isEqualTo(pair.alice.state());
      assertThat(t.effects()).hasSize(1).first().isInstanceOfSatisfying(Effect.Send.class,
          s -> assertThat(s.message()).isInstanceOf(Warning.class));
    }
    for (String script : List.of("0014" + "11".repeat(20), "0020" + "11".repeat(32), "5120" + "11".repeat(32), "60021111",
        "6028" + "11".repeat(40))) {
      var shutdown = new Shutdown(pair.alice.data().channelId(), new ByteVector(script), TlvStream.EMPTY);
      Transition t = ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(shutdown), pair.alice.env());
      assertThat(t.next()).as(script).isInstanceOf(ChannelState.Negotiating.class);
    }
  }

  @Test
  void closesUnilaterallyAndSweeps() {
    Pair pair = Pair.normal();
    pair.alice.step(new ChannelEvent.CloseUnilateral());
    Transaction commitment = pair.alice.in(ChannelState.Closing.class).localCommitment();
    assertThat(commitment).isNotNull();
    commitment.correctlySpends(List.of(pair.funding()), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    assertThat(pair.alice.published()).contains(commitment);
    pair.alice.restart();
    assertThat(pair.alice.published()).contains(commitment);
    spend(pair, pair.alice, commitment, 200);
    Transaction sweep = pair.alice.in(ChannelState.Closing.class).sweep();
    assertThat(sweep).isNotNull();
    assertThat(pair.alice.published()).doesNotContain(sweep);
    confirmed(pair.alice, commitment.txid, 200);
    assertThat(pair.alice.view().detail()).contains("own output");
    pair.alice.height = 200 + 142;
    pair.alice.step(new ChannelEvent.NewBlock());
    assertThat(pair.alice.published()).doesNotContain(sweep);
    pair.alice.height = 200 + 143;
    pair.alice.step(new ChannelEvent.NewBlock());
    assertThat(pair.alice.published()).contains(sweep);
    sweep.correctlySpends(List.of(commitment), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    assertThat(sweep.txOut.getFirst().publicKeyScript).isEqualTo(pair.alice.shutdownScript());
    confirmed(pair.alice, sweep.txid, 345);
    pair.alice.in(ChannelState.Closed.class);

    // Bob sees alice's commitment: his output needs one confirmation only.
    spend(pair, pair.bob, commitment, 200);
    assertThat(pair.bob.in(ChannelState.Closing.class).spend().kind()).isEqualTo(FundingSpend.Kind.REMOTE_COMMITMENT);
    Transaction bobs = pair.bob.in(ChannelState.Closing.class).sweep();
    assertThat(pair.bob.published()).contains(bobs);
    bobs.correctlySpends(List.of(commitment), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    confirmed(pair.bob, bobs.txid, 201);
    confirmed(pair.bob, commitment.txid, 200);
    pair.bob.in(ChannelState.Closed.class);
  }

  @Test
  void recognisesTheCommitmentThatWasSignedAndNotRevokedFor() {
    Pair pair = Pair.normal();
    HtlcId id = pair.add(pair.alice, 50_000_000, pair.preimage());
    pair.sign(pair.alice);
    pair.deliverOne(pair.alice);
    pair.deliverOne(pair.alice);
    Transaction next = EnforcingSigner.of(pair.bob.data(), pair.bob.keys).publishable();
    pair.disconnect();
    spend(pair, pair.alice, next, 200);
    assertThat(pair.alice.in(ChannelState.Closing.class).spend().kind()).isEqualTo(FundingSpend.Kind.REMOTE_COMMITMENT);
    confirmed(pair.alice, next.txid, 200);
    // The HTLC has an output there: its record stays, and the view says so.
    assertThat(pair.alice.in(ChannelState.Closing.class).data().commitments().htlcs().outgoing()).hasSize(1);
    assertThat(pair.alice.view().detail()).contains("does not claim HTLC outputs");
    assertThat(id).isEqualTo(HtlcId.ZERO);
  }

  @Test
  @Tag("V13")
  @Tag("V14")
  void givesBackHtlcsThatTheChainHasNoTraceOfButNeverAFulfilledOne() {
    Pair pair = Pair.normal();
    PaymentPreimage known = pair.preimage();
    HtlcId fulfilled = pair.add(pair.alice, 50_000_000, known);
    pair.crossSign();
    pair.fulfill(pair.bob, fulfilled, known);
    pair.crossSign();
    HtlcId lost = pair.add(pair.alice, 60_000_000, pair.preimage());
    pair.sign(pair.alice);
    // Bob never sees it and fails the channel with what he has.
    Transaction old = EnforcingSigner.of(pair.bob.data(), pair.bob.keys).publishable();
    pair.disconnect();
    pair.alice.effects.clear();
    spend(pair, pair.alice, old, 200);
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).isEmpty();
    confirmed(pair.alice, old.txid, 200);
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).hasSize(1).first().satisfies(s -> assertThat(s.htlcId()).isEqualTo(lost));
    pair.alice.restart();
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).hasSize(2);
    pair.settlementsDurable(pair.alice);
    Transaction sweep = pair.alice.in(ChannelState.Closing.class).sweep();
    confirmed(pair.alice, sweep.txid, 202);
    pair.alice.in(ChannelState.Closed.class);
  }

  @Test
  void keepsTheRecordOfARevokedCommitment() {
    Pair pair = Pair.normal();
    Transaction revoked = EnforcingSigner.of(pair.bob.data(), pair.bob.keys).publishable();
    PaymentPreimage preimage = pair.preimage();
    pair.add(pair.alice, 50_000_000, preimage);
    pair.crossSign();
    spend(pair, pair.alice, revoked, 200);
    assertThat(pair.alice.in(ChannelState.Closing.class).spend().kind()).isEqualTo(FundingSpend.Kind.REVOKED_COMMITMENT);
    confirmed(pair.alice, revoked.txid, 200);
    pair.alice.in(ChannelState.Closing.class);
    assertThat(pair.alice.disk.penalties).isNotEmpty();
    assertThat(pair.alice.view().detail()).contains("revoked");
  }

  @Test
  void takesTheChannelToTheChainWhenThePeerFailsIt() {
    Pair pair = Pair.normal();
    pair.bob.step(new ChannelEvent.ReceivedError(ErrorMessage.of(pair.bob.data().channelId(), "no more")));
    assertThat(pair.bob.in(ChannelState.Closing.class).localCommitment()).isNotNull();
    assertThat(pair.bob.sent(ErrorMessage.class)).isEmpty();
    assertThat(pair.bob.view().detail()).contains("no more");
  }

  @Test
  void takesExpiredHtlcsToTheChain() {
    Pair pair = Pair.normal();
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(pair.alice, 50_000_000, preimage);
    pair.crossSign();
    int expiry = 100 + 144;
    pair.alice.height = expiry + 1;
    pair.alice.step(new ChannelEvent.NewBlock());
    pair.alice.in(ChannelState.Normal.class);
    pair.bob.height = expiry - 17;
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.Normal.class);
    pair.alice.height = expiry + 2;
    pair.alice.step(new ChannelEvent.NewBlock());
    pair.alice.in(ChannelState.Closing.class);
    // Bob, who knows the preimage, does not wait so long.
    pair.bob.height = expiry - 19;
    pair.fulfill(pair.bob, id, preimage);
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.Normal.class);
    pair.bob.height = expiry - 18;
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.Closing.class);
  }
}
