package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.TlvStream;

class ReestablishTest {

  /** A scripted exchange with crossing updates; cut or crashed at each of its steps in the tests below. */
  private static final class Exchange {
    final Pair pair = Pair.normal();
    final PaymentPreimage fulfilled = pair.preimage();
    final PaymentPreimage failed = pair.preimage();
    final PaymentPreimage crossing = pair.preimage();

    Exchange() {
      pair.add(pair.alice, 50_000_000, fulfilled);
      pair.add(pair.alice, 20_000_000, failed);
      pair.crossSign();
    }

    /** Updates of both sides cross: bob settles what alice offered, alice changes the fee, bob offers. */
    void propose() {
      pair.fulfill(pair.bob, new HtlcId(0), fulfilled);
      pair.fail(pair.bob, new HtlcId(1));
      pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(1500)));
      pair.bob.step(pair.offer(pair.bob, 10_000_000, crossing));
      pair.sign(pair.alice);
      pair.sign(pair.bob);
    }

    /** Whatever was lost, in the end the fulfilment and the failure have come through, and the channel lives. */
    void checkEnd() {
      if (!pair.connected) {
        pair.connect();
      }
      pair.deliverAll();
      pair.checkInvariants();
      pair.alice.in(ChannelState.Normal.class);
      pair.bob.in(ChannelState.Normal.class);
      // What was lost with a crash before it was stored is decided again, as the final node's own records make it do.
      pair.fulfill(pair.bob, new HtlcId(0), fulfilled);
      pair.fail(pair.bob, new HtlcId(1));
      for (Effect.HtlcLockedIn lockedIn : List.copyOf(pair.alice.effects(Effect.HtlcLockedIn.class))) {
        pair.fulfill(pair.alice, lockedIn.add().id(), crossing);
      }
      pair.deliverAll();
      pair.settlementsDurable(pair.alice);
      pair.settlementsDurable(pair.bob);
      pair.deliverAll();
      assertThat(pair.alice.data().commitments().htlcs().isEmpty()).isTrue();
      assertThat(pair.bob.data().commitments().htlcs().isEmpty()).isTrue();
      assertThat(pair.alice.data().commitments().isQuiet()).isTrue();
      MilliSatoshi alice = pair.alice.view().local();
      assertThat(alice).isIn(new MilliSatoshi(550_000_000), new MilliSatoshi(560_000_000));
      assertThat(pair.bob.view().remote()).isEqualTo(alice);
    }
  }

  /** The k-th message of the exchange, and all after it, never arrive. */
  @Test
  void goesOnWhereverTheConnectionIsCut() {
    int cuts = 0;
    for (boolean aliceFirst : List.of(true, false)) {
      for (int k = 0;; k++) {
        Exchange exchange = new Exchange();
        exchange.propose();
        boolean reached = deliver(exchange.pair, k, aliceFirst);
        exchange.pair.disconnect();
        exchange.pair.checkInvariants();
        exchange.checkEnd();
        if (!reached) {
          break;
        }
        cuts++;
      }
    }
    assertThat(cuts).isGreaterThan(15);
  }

  /** @return false if there were fewer than {@code count} messages */
  private static boolean deliver(Pair pair, int count, boolean aliceFirst) {
    Party first = aliceFirst ? pair.alice : pair.bob;
    for (int i = 0; i < count; i++) {
      if (!pair.deliverOne(first) && !pair.deliverOne(pair.other(first))) {
        pair.sign(pair.alice);
        pair.sign(pair.bob);
        if (!pair.deliverOne(first) && !pair.deliverOne(pair.other(first))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Each side loses its memory at each of its steps, before or after what the step writes is durable. */
  @ParameterizedTest
  @EnumSource
  void goesOnWhereverASideCrashes(Party.Crash crash) {
    for (boolean aliceCrashes : List.of(true, false)) {
      int crashes = 0;
      for (int k = 0; k < 60; k++) {
        Exchange exchange = new Exchange();
        Pair pair = exchange.pair;
        Party victim = aliceCrashes ? pair.alice : pair.bob;
        victim.crashIn = k;
        victim.crash = crash;
        try {
          exchange.propose();
          pair.deliverAll();
          victim.crashIn = -1;
        } catch (Party.CrashedException e) {
          crashes++;
          pair.connected = false;
          pair.other(victim).outbox.clear();
          pair.other(victim).step(new ChannelEvent.Disconnected());
          victim.restart();
        }
        exchange.checkEnd();
        if (crashes <= k) {
          break;
        }
      }
      assertThat(crashes).isGreaterThan(8);
    }
  }

  @Test
  void repeatsChannelReadyUntilTheFirstCommitment() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, false);
    pair.confirm(pair.alice);
    pair.disconnect();
    pair.confirm(pair.bob);
    pair.connect();
    pair.deliverAll();
    pair.alice.in(ChannelState.Normal.class);
    pair.bob.in(ChannelState.Normal.class);
    int before = pair.alice.sent(ChannelReady.class).size();
    pair.reconnect();
    assertThat(pair.alice.sent(ChannelReady.class)).hasSize(before + 1);
    pair.add(pair.alice, 1_000_000, pair.preimage());
    pair.deliverAll();
    pair.reconnect();
    assertThat(pair.alice.sent(ChannelReady.class)).hasSize(before + 1);
    pair.checkInvariants();
  }

  @Test
  void tellsTheOriginOfAnHtlcThatWasNeverSigned() {
    Pair pair = Pair.normal();
    HtlcId id = pair.add(pair.alice, 1_000_000, pair.preimage());
    pair.disconnect();
    assertThat(pair.alice.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isInstanceOf(Settlement.NeverSent.class);
    pair.connect();
    pair.deliverAll();
    assertThat(pair.add(pair.alice, 1_000_000, pair.preimage())).isEqualTo(id);
  }

  @Test
  @Tag("V24")
  @Tag("V25")
  void keepsAPreimageThatCameBeforeTheConnectionWasLost() {
    Pair pair = Pair.normal();
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(pair.alice, 1_000_000, preimage);
    pair.crossSign();
    pair.fulfill(pair.bob, id, preimage);
    pair.deliverOne(pair.bob);
    assertThat(pair.alice.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isEqualTo(new Settlement.Fulfilled(preimage));
    pair.disconnect();
    pair.alice.restart();
    assertThat(pair.alice.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isEqualTo(new Settlement.Fulfilled(preimage));
    pair.connect();
    pair.deliverAll();
    pair.settlementsDurable(pair.alice);
    assertThat(pair.alice.data().commitments().htlcs().isEmpty()).isTrue();
    assertThat(pair.alice.view().local()).isEqualTo(new MilliSatoshi(599_000_000));
  }

  @Test
  void listsALockedInHtlcAgainUntilItIsSettled() {
    Pair pair = Pair.normal();
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(pair.alice, 1_000_000, preimage);
    pair.crossSign();
    pair.disconnect();
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).hasSize(1);
    pair.fulfill(pair.bob, id, preimage);
    assertThat(pair.bob.effects(Effect.SettlementStored.class)).hasSize(1);
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).isEmpty();
    pair.connect();
    pair.deliverAll();
    assertThat(pair.alice.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isEqualTo(new Settlement.Fulfilled(preimage));
    pair.fulfill(pair.bob, id, preimage);
    assertThat(pair.bob.last(Effect.SettlementStored.class).orElseThrow().htlcId()).isEqualTo(id);
  }

  // --- data loss

  private static ChannelReestablish claim(Pair pair, long nextCommitment, long nextRevocation, ByteVector32 secret) {
    return new ChannelReestablish(pair.alice.data().channelId(), new UInt64(nextCommitment), new UInt64(nextRevocation), secret,
        pair.bob.keys.perCommitmentPoint(CommitmentNumber.ZERO), TlvStream.EMPTY);
  }

  private static Pair paidAndDisconnected() {
    Pair pair = Pair.normal();
    pair.add(pair.alice, 1_000_000, pair.preimage());
    pair.crossSign();
    pair.disconnect();
    pair.connect();
    return pair;
  }

  @Test
  @Tag("V42")
  void neverPublishesWhenThePeerProvesThatItsDataIsOld() {
    Pair pair = paidAndDisconnected();
    long number = pair.alice.data().commitments().localNumber().value();
    ByteVector32 secret = pair.alice.keys.perCommitmentSecret(new CommitmentNumber(number + 4)).value;
    pair.alice.effects.clear();
    pair.alice.step(new ChannelEvent.Received(claim(pair, number + 9, number + 5, secret)));
    pair.alice.in(ChannelState.FallenBehind.class);
    assertThat(pair.alice.published()).isEmpty();
    assertThat(pair.alice.sent(ErrorMessage.class)).hasSize(1);
    assertThat(pair.alice.view().detail()).contains("waiting for the peer to close");
    pair.alice.step(new ChannelEvent.CloseUnilateral());
    pair.alice.step(new ChannelEvent.ReceivedError(ErrorMessage.of(pair.alice.data().channelId(), "close it")));
    pair.alice.height += 5000;
    pair.alice.step(new ChannelEvent.NewBlock());
    pair.alice.restart();
    pair.alice.in(ChannelState.FallenBehind.class);
    assertThat(pair.alice.published()).doesNotContain(EnforcingSigner.of(pair.alice.data(), pair.alice.keys).publishable());
    pair.alice.step(new ChannelEvent.Connected(pair.bob.features));
    assertThat(pair.alice.sent(ErrorMessage.class)).hasSize(1);
  }

  @Test
  @Tag("V42")
  void failsTheChannelWhenAClaimIsNotProven() {
    Pair pair = paidAndDisconnected();
    long number = pair.alice.data().commitments().localNumber().value();
    long signed = pair.alice.data().commitments().signedRemoteNumber().value();
    ByteVector32 last = pair.alice.keys.perCommitmentSecret(new CommitmentNumber(number - 1)).value;
    ByteVector32 wrong = new ByteVector32("77".repeat(32));
    List<ChannelReestablish> claims = List.of(
        claim(pair, number + 9, number + 5, wrong),
        claim(pair, signed + 1, number, wrong),
        claim(pair, 0, number, last),
        claim(pair, signed + 2, number, last),
        claim(pair, signed, number, wrong),
        claim(pair, signed + 1, -1, wrong),
        claim(pair, -1, number, last));
    for (ChannelReestablish claim : claims) {
      Transition t = ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(claim), pair.alice.env());
      assertThat(t.next()).as(claim.toString()).isInstanceOf(ChannelState.Closing.class);
      assertThat(t.effects()).anyMatch(e -> e instanceof Effect.Publish(var tx, var _) && tx.equals(localCommitment(pair.alice)));
    }
    Transition honest = ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(claim(pair, signed + 1, number, last)),
        pair.alice.env());
    assertThat(honest.next()).isInstanceOf(ChannelState.Normal.class);
  }

  /**
   * Where both sides dial at once, what the peer said on the connection that did not stay may be read when the other is over: it once was
   * true. It costs that connection; only who says it again is behind.
   */
  @Test
  @Tag("V42")
  void whatWasSaidOnAnEarlierConnectionFailsNoChannel() {
    Pair pair = Pair.normal();
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.crossSign();
    pair.disconnect();
    pair.bob.step(new ChannelEvent.Connected(pair.alice.features));
    ChannelReestablish old = (ChannelReestablish) pair.bob.outbox.removeFirst();
    pair.reconnect();
    for (int i = 0; i < 3; i++) {
      pair.add(pair.bob, 1_000_000, pair.preimage());
      pair.add(pair.alice, 1_000_000, pair.preimage());
      pair.crossSign();
    }
    for (boolean restarts : List.of(false, true)) {
      pair.disconnect();
      if (restarts) {
        pair.alice.restart();
      }
      pair.alice.effects.clear();
      pair.alice.step(new ChannelEvent.Connected(pair.bob.features));
      pair.alice.step(new ChannelEvent.Received(old));
      assertThat(pair.alice.effects(Effect.CloseConnection.class)).hasSize(1);
      assertThat(pair.alice.published()).isEmpty();
      assertThat(pair.alice.sent(ErrorMessage.class)).isEmpty();
      pair.reconnect();
      pair.alice.in(ChannelState.Normal.class);
      pair.bob.in(ChannelState.Normal.class);
      pair.checkInvariants();
    }
    for (boolean first : List.of(true, false)) {
      pair.alice.step(new ChannelEvent.Disconnected());
      pair.alice.step(new ChannelEvent.Connected(pair.bob.features));
      pair.alice.step(new ChannelEvent.Received(old));
      assertThat(pair.alice.published().isEmpty()).isEqualTo(first);
    }
    pair.alice.in(ChannelState.Closing.class);
  }

  private static fr.acinq.bitcoin.Transaction localCommitment(Party party) {
    return Objects.requireNonNull(EnforcingSigner.of(party.data(), party.keys).publishable());
  }
}
