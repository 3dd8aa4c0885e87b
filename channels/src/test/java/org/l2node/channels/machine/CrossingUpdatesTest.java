package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFee;

/**
 * Updates of both sides that cross, with an opener that has little: what it could pay for when it proposed it, it may not be able to pay
 * for once the other side's HTLCs are in the same commitment (BOLT 2, Updating Fees). It is refused for nothing that was allowed; but what
 * it knew of when it signed the commitment before counts. Alice, the opener, has 10,000 sat of 200,000; both keep 2,000.
 */
class CrossingUpdatesTest {
  private final Pair pair = Pair.create().reachNormal(200_000, 190_000_000);

  private void checkThatBothGoOn() {
    pair.deliverAll();
    pair.checkInvariants();
    for (Party party : java.util.List.of(pair.alice, pair.bob)) {
      party.in(ChannelState.Normal.class);
      assertThat(party.effects(Effect.CloseConnection.class)).as(party.name).isEmpty();
      assertThat(party.data().commitments().isAwaitingRevocation()).isFalse();
    }
  }

  /** Whatever of it is lost with the connection, and if it is lost over and over. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aFeeThatCrossesAnHtlcIsTakenWhenItIsRepeated(int delivered) {
    pair.add(pair.alice, 400_000, pair.preimage());
    // With its HTLC, 1296 weight, alice could pay up to 5,354; with bob's too, which it does not know yet, it cannot keep its reserve.
    pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(5_300)));
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.bob);
    pair.sign(pair.alice);
    for (int i = 0; i < delivered; i++) {
      pair.deliverOne(pair.alice);
    }
    for (int again = 0; again < 3; again++) {
      pair.disconnect();
      pair.connect();
      pair.deliverOne(pair.bob);
      pair.deliverOne(pair.alice);
    }
    checkThatBothGoOn();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).hasSize(1);
    assertThat(pair.bob.view().feerate()).isEqualTo(new FeeratePerKw(5_300));
  }

  /** Together they cost more than alice has: the fee is what there is, but never so little that the commitment could not be published. */
  @Test
  void anHtlcThatCrossesMoreThanItsOffererCanPayForIsTaken() {
    pair.add(pair.alice, 4_400_000, pair.preimage());
    for (int i = 0; i < 25; i++) {
      pair.add(pair.bob, 1_000_000, pair.preimage());
    }
    pair.sign(pair.bob);
    for (int i = 0; i < 26; i++) {
      pair.deliverOne(pair.bob);
    }
    checkThatBothGoOn();
    assertThat(pair.htlcs(pair.bob, Direction.OUTGOING)).isEqualTo(25);
    assertThat(pair.htlcs(pair.bob, Direction.INCOMING)).isEqualTo(1);
    var published = java.util.Objects.requireNonNull(EnforcingSigner.of(pair.bob.data(), pair.bob.keys).publishable());
    long fee = 200_000 - published.txOut.stream().mapToLong(out -> out.amount.toLong()).sum();
    assertThat(fee).isBetween(253L * published.weight() / 1000, 1000L * published.weight() / 1000 - 1);
  }

  /** HTLCs that are in the commitment before it are no surprise to anyone. */
  @Test
  @Tag("V32")
  void whatWasCommittedBeforeCounts() {
    for (int i = 0; i < 5; i++) {
      pair.add(pair.bob, 1_000_000, pair.preimage());
    }
    pair.crossSign();
    // 10,000 less the reserve, the anchors and the fee of six HTLCs.
    long most = 10_000_000 - 2_000_000 - 660_000 - (1124 + 6 * 172) * 1000;
    assertThat(afterSigned(add(most)).next()).isInstanceOf(ChannelState.Normal.class);
    assertThat(afterSigned(add(most)).effects()).noneMatch(Effect.CloseConnection.class::isInstance);
    assertThat(afterSigned(add(most + 1)).effects()).anyMatch(Effect.CloseConnection.class::isInstance);
  }

  /** Until the removal is signed for, the HTLC is in alice's commitment, which she pays for, and its amount is not hers. */
  @Test
  @Tag("V32")
  void aPreimageThatWasShownPaysForNoFurtherHtlc() {
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(pair.bob, 50_000_000, preimage);
    pair.crossSign();
    // Alice has 10,000: enough for her reserve, the anchors and one HTLC at this fee rate, not for two.
    pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(5_300)));
    pair.crossSign();
    pair.fulfill(pair.alice, id, preimage);
    pair.deliverOne(pair.alice);
    assertThat(pair.bob.effects(Effect.HtlcSettled.class)).hasSize(1);
    assertThat(pair.bob.view().sendable()).isEqualTo(MilliSatoshi.ZERO);
    pair.bob.step(pair.offer(pair.bob, 1_000_000, pair.preimage()));
    assertThat(pair.bob.last(Effect.Rejected.class).orElseThrow().reason().text()).contains("the peer could not pay");
    pair.crossSign();
    pair.add(pair.bob, 1_000_000, pair.preimage());
    checkThatBothGoOn();
  }

  /** A liar's fee: no commitment of bob's is one that alice cannot pay for. */
  @Test
  @Tag("V32")
  void aFeeIsPaidForOrRefused() {
    // 10,000 less the anchors, for a weight of 1124: the reserve does not matter.
    assertThat(afterSigned(fee(8_310)).effects()).noneMatch(Effect.CloseConnection.class::isInstance);
    assertThat(afterSigned(fee(8_311)).effects()).anyMatch(Effect.CloseConnection.class::isInstance);
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.crossSign();
    assertThat(afterSigned(fee(7_207)).effects()).noneMatch(Effect.CloseConnection.class::isInstance);
    assertThat(afterSigned(fee(7_208)).effects()).anyMatch(Effect.CloseConnection.class::isInstance);
  }

  private UpdateAddHtlc add(long msat) {
    Commitments c = pair.bob.data().commitments();
    return new UpdateAddHtlc(pair.bob.data().channelId(), c.nextRemoteHtlcId(), new MilliSatoshi(msat), pair.preimage().hash(),
        new CltvExpiry(500), Pair.ONION, TlvStream.EMPTY);
  }

  private UpdateFee fee(long feerate) {
    return new UpdateFee(pair.bob.data().channelId(), new FeeratePerKw(feerate));
  }

  /** What bob makes of an update and a signature for it. */
  private Transition afterSigned(org.l2node.channels.wire.UpdateMessage update) {
    Party bob = pair.bob;
    ChannelState before = ChannelMachine.step(bob.state(), new ChannelEvent.Received(update), bob.env()).next();
    assertThat(before).isNotEqualTo(bob.state());
    Commitments c = ((ChannelState.WithData) before).data().commitments();
    return ChannelMachine.step(before, new ChannelEvent.Received(signedByAlice(c)), bob.env());
  }

  private CommitmentSigned signedByAlice(Commitments bobs) {
    CommitmentNumber number = bobs.localNumber().next();
    CommitmentSpec spec = bobs.markedForNextLocal().localSpec(number);
    MilliSatoshi alices = spec.toRemote();
    MilliSatoshi bobsOwn = spec.toLocal();
    CommitmentSpec mirrored = new CommitmentSpec(spec.feerate(), alices, bobsOwn, spec.htlcs().stream()
        .map(h -> new Htlc(h.direction() == Direction.INCOMING ? Direction.OUTGOING : Direction.INCOMING, h.id(), h.amount(),
            h.paymentHash(), h.cltvExpiry()))
        .toList());
    CommitmentSignatures signatures = CommitmentTxs.remote(pair.alice.data().params(), bobs.funding(), number, mirrored,
        pair.bob.keys.perCommitmentPoint(number), pair.alice.keys).sign(pair.alice.keys);
    return new CommitmentSigned(pair.bob.data().channelId(), signatures.commitment(), signatures.htlcs(), TlvStream.EMPTY);
  }
}
