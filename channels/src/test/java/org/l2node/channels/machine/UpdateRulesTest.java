package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFailMalformedHtlc;
import org.l2node.channels.wire.UpdateFee;
import org.l2node.channels.wire.UpdateFulfillHtlc;
import org.l2node.channels.wire.Warning;

/**
 * The rules of updates and signatures, each with its neighbour that is still good. Alice, the opener, has 600,000 sat, bob 400,000; both
 * keep 10,000.
 */
class UpdateRulesTest {
  private final Pair pair = Pair.normal();

  private UpdateAddHtlc add(long id, long msat, long expiry) {
    return new UpdateAddHtlc(pair.alice.data().channelId(), new HtlcId(id), new MilliSatoshi(msat),
        new PaymentHash(new ByteVector32("09".repeat(32))),
        new CltvExpiry(expiry), Pair.ONION, TlvStream.EMPTY);
  }

  private static Transition receive(Party party, ChannelMessage message) {
    return ChannelMachine.step(party.state(), new ChannelEvent.Received(message), party.env());
  }

  /** A warning, the connection closed, nothing else. */
  private static void refused(Party party, ChannelMessage message) {
    Transition t = receive(party, message);
    assertThat(t.next()).isEqualTo(party.state());
    assertThat(t.writes()).isEmpty();
    assertThat(t.effects()).as(message.toString()).hasSize(2);
    assertThat(t.effects().getFirst()).isInstanceOfSatisfying(Effect.Send.class, s -> assertThat(s.message()).isInstanceOf(Warning.class));
    assertThat(t.effects().getLast()).isInstanceOf(Effect.CloseConnection.class);
  }

  private static void taken(Party party, ChannelMessage message) {
    Transition t = receive(party, message);
    assertThat(t.effects()).as(message.toString()).isEmpty();
    assertThat(t.next()).isNotEqualTo(party.state());
  }

  @Test
  void boundsOfAnAddFromThePeer() {
    taken(pair.alice, add(0, 390_000_000, 500));
    refused(pair.alice, add(0, 390_000_001, 500));
    // Whether alice can pay the fee too is known when she signs: CrossingUpdatesTest.
    taken(pair.bob, add(0, 590_000_000, 500));
    refused(pair.bob, add(0, 590_000_001, 500));
    taken(pair.bob, add(0, 1, 500));
    refused(pair.bob, add(0, 0, 500));
    refused(pair.bob, add(1, 1000, 500));
    taken(pair.bob, add(0, 1000, 499_999_999));
    refused(pair.bob, add(0, 1000, 500_000_000));
  }

  @Test
  @Tag("V33")
  void countsHtlcs() {
    for (int i = 0; i < 30; i++) {
      pair.add(pair.alice, 1_000_000, pair.preimage());
    }
    pair.crossSign();
    refused(pair.bob, add(30, 1_000_000, 500));
    pair.alice.step(pair.offer(pair.alice, 1_000_000, pair.preimage()));
    assertThat(pair.alice.last(Effect.Rejected.class).orElseThrow().reason()).isInstanceOf(RejectReason.TooManyHtlcs.class);
    assertThat(pair.alice.view().sendable()).isEqualTo(MilliSatoshi.ZERO);
    pair.checkInvariants();
  }

  private RejectReason rejected(ChannelEvent.OfferHtlc offer) {
    Transition t = ChannelMachine.step(pair.alice.state(), offer, pair.alice.env());
    assertThat(t.next()).isEqualTo(pair.alice.state());
    return ((Effect.Rejected) t.effects().getFirst()).reason();
  }

  private ChannelEvent.OfferHtlc offer(long msat, long expiry, ByteVector onion) {
    return new ChannelEvent.OfferHtlc(new MilliSatoshi(msat), new PaymentHash(new ByteVector32("09".repeat(32))), new CltvExpiry(expiry),
        onion,
        new Origin.Local(77, 0));
  }

  @Test
  @Tag("V32")
  void boundsOfAnOfferOfOurs() {
    // 600,000 less the reserve of 10,000 less anchors and the fee at twice the rate with one HTLC more: 660 + 2 * (1124 + 2 * 172).
    assertThat(pair.alice.view().sendable()).isEqualTo(new MilliSatoshi(586_404_000));
    assertThat(pair.bob.view().sendable()).isEqualTo(new MilliSatoshi(390_000_000));
    assertThat(pair.bob.view().receivable()).isEqualTo(pair.alice.view().sendable());
    assertThat(rejected(offer(586_404_001, 200, Pair.ONION))).isInstanceOf(RejectReason.InsufficientBalance.class);
    assertThat(rejected(offer(0, 200, Pair.ONION))).isInstanceOf(RejectReason.BelowMinimum.class);
    assertThat(rejected(offer(1000, 100, Pair.ONION))).isInstanceOf(RejectReason.BadExpiry.class);
    assertThat(rejected(offer(1000, 2117, Pair.ONION))).isInstanceOf(RejectReason.BadExpiry.class);
    assertThat(rejected(offer(1000, 500_000_000, Pair.ONION))).isInstanceOf(RejectReason.BadExpiry.class);
    assertThat(rejected(offer(1000, 200, ByteVector.empty))).isInstanceOf(RejectReason.BadArgument.class);
    pair.alice.step(offer(586_404_000, 2116, Pair.ONION));
    pair.bob.step(pair.offer(pair.bob, 390_000_000, pair.preimage()));
    pair.crossSign();
    pair.checkInvariants();
    pair.alice.in(ChannelState.Normal.class);
    assertThat(pair.alice.view().outgoingHtlcs()).isEqualTo(1);
    assertThat(pair.alice.view().incomingHtlcs()).isEqualTo(1);
  }

  @Test
  void offersOnceForEachOrigin() {
    pair.alice.step(offer(1000, 200, Pair.ONION));
    pair.alice.step(offer(1000, 200, Pair.ONION));
    assertThat(pair.alice.effects(Effect.HtlcOffered.class)).hasSize(2);
    assertThat(pair.alice.sent(UpdateAddHtlc.class)).hasSize(1);
  }

  @Test
  @Tag("V31")
  void boundsWhatFeesCouldTake() {
    pair.alice.policy = pair.alice.policy.withMaxDustExposure(new MilliSatoshi(600_000));
    pair.bob.policy = pair.alice.policy;
    pair.add(pair.alice, 300_000, pair.preimage());
    pair.add(pair.alice, 300_000, pair.preimage());
    pair.crossSign();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).noneMatch(Effect.HtlcLockedIn::mustFail);
    assertThat(rejected(offer(1, 200, Pair.ONION))).isInstanceOf(RejectReason.TooManyHtlcs.class);
    pair.alice.policy = ChannelPolicy.DEFAULT;
    pair.add(pair.alice, 1, pair.preimage());
    pair.add(pair.alice, 354_000, pair.preimage());
    pair.crossSign();
    List<Effect.HtlcLockedIn> lockedIn = pair.bob.effects(Effect.HtlcLockedIn.class);
    assertThat(lockedIn.stream().map(Effect.HtlcLockedIn::mustFail)).containsExactly(false, false, true, false);
    // What was not carried out before a crash is said again.
    pair.bob.restart();
    lockedIn = pair.bob.effects(Effect.HtlcLockedIn.class);
    assertThat(lockedIn.stream().map(Effect.HtlcLockedIn::mustFail)).containsExactly(false, false, true, false);
  }

  /** Of those that come together the first ones are taken. */
  @Test
  @Tag("V31")
  void takesOfWhatComesTogetherWhatItCanBear() {
    pair.bob.policy = pair.bob.policy.withMaxDustExposure(new MilliSatoshi(600_000));
    for (int i = 0; i < 4; i++) {
      pair.add(pair.alice, 250_000, pair.preimage());
    }
    pair.crossSign();
    List<Effect.HtlcLockedIn> lockedIn = pair.bob.effects(Effect.HtlcLockedIn.class);
    assertThat(lockedIn.stream().map(Effect.HtlcLockedIn::mustFail)).containsExactly(false, false, true, true);
  }

  @Test
  @Tag("V25")
  void removalsMustFitAnHtlcOfOurs() {
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(pair.alice, 1_000_000, preimage);
    var channelId = pair.alice.data().channelId();
    refused(pair.alice, new UpdateFulfillHtlc(channelId, id, preimage, TlvStream.EMPTY));
    pair.crossSign();
    refused(pair.alice, new UpdateFulfillHtlc(channelId, id, pair.preimage(), TlvStream.EMPTY));
    refused(pair.alice, new UpdateFulfillHtlc(channelId, id.next(), preimage, TlvStream.EMPTY));
    refused(pair.bob, new UpdateFulfillHtlc(channelId, id, preimage, TlvStream.EMPTY));
    refused(pair.alice, new UpdateFailMalformedHtlc(channelId, id, ByteVector32.Zeroes, 0x7fff));
    taken(pair.alice, new UpdateFailMalformedHtlc(channelId, id, ByteVector32.Zeroes, 0x8000));
    pair.fulfill(pair.bob, id, preimage);
    pair.deliverOne(pair.bob);
    refused(pair.alice, new UpdateFulfillHtlc(channelId, id, preimage, TlvStream.EMPTY));
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).hasSize(1);
    pair.crossSign();
    refused(pair.alice, new UpdateFulfillHtlc(channelId, id, preimage, TlvStream.EMPTY));
  }

  @Test
  void boundsOfUpdateFee() {
    var channelId = pair.alice.data().channelId();
    refused(pair.alice, new UpdateFee(channelId, new FeeratePerKw(1000)));
    refused(pair.bob, new UpdateFee(channelId, new FeeratePerKw(252)));
    taken(pair.bob, new UpdateFee(channelId, new FeeratePerKw(253)));
    taken(pair.bob, new UpdateFee(channelId, new FeeratePerKw(50_000)));
    refused(pair.bob, new UpdateFee(channelId, new FeeratePerKw(50_001)));
    // Alice has 10,000 sat left but what 50,000 sat per 1,000 weight of 1,124 would cost.
    pair.alice.policy = ChannelPolicy.DEFAULT;
    HtlcId id = pair.add(pair.alice, 586_404_000, pair.preimage());
    pair.crossSign();
    assertThat(id).isEqualTo(HtlcId.ZERO);
    pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(50_000)));
    assertThat(pair.alice.last(Effect.Rejected.class).orElseThrow().reason()).isInstanceOf(RejectReason.InsufficientBalance.class);
  }

  @Test
  void followsTheFeeEstimate() {
    pair.alice.commitmentFeerate = new FeeratePerKw(1250);
    pair.alice.step(new ChannelEvent.NewBlock());
    assertThat(pair.alice.sent(UpdateFee.class)).isEmpty();
    pair.alice.commitmentFeerate = new FeeratePerKw(1251);
    pair.alice.step(new ChannelEvent.NewBlock());
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.crossSign();
    pair.checkInvariants();
    assertThat(pair.bob.view().feerate()).isEqualTo(new FeeratePerKw(1251));
    assertThat(pair.bob.sent(UpdateFee.class)).isEmpty();
    assertThat(pair.alice.data().commitments().fees()).hasSize(1);
  }

  @Test
  @Tag("V29")
  void signaturesMustBeValidAndLow() {
    pair.add(pair.alice, 50_000_000, pair.preimage());
    pair.sign(pair.alice);
    pair.deliverOne(pair.alice);
    CommitmentSigned honest = (CommitmentSigned) pair.alice.outbox.getFirst();
    ByteVector64 htlc = honest.htlcSignatures().getFirst();
    List<CommitmentSigned> bad = new ArrayList<>();
    bad.add(signed(honest, ByteVector64.Zeroes, List.of(htlc)));
    bad.add(signed(honest, OpenBoundsTest.highS(honest.signature()), List.of(htlc)));
    bad.add(signed(honest, honest.signature(), List.of(OpenBoundsTest.highS(htlc))));
    bad.add(signed(honest, honest.signature(), List.of()));
    bad.add(signed(honest, honest.signature(), List.of(htlc, htlc)));
    bad.add(signed(honest, htlc, List.of(honest.signature())));
    for (CommitmentSigned message : bad) {
      refused(pair.bob, message);
    }
    assertThat(receive(pair.bob, honest).effects()).hasSize(1);
  }

  private static CommitmentSigned signed(CommitmentSigned honest, ByteVector64 signature, List<ByteVector64> htlcs) {
    return new CommitmentSigned(honest.channelId(), signature, htlcs, TlvStream.EMPTY);
  }

  @Test
  void revocationsMustShowTheSecret() {
    var channelId = pair.alice.data().channelId();
    refused(pair.alice, new RevokeAndAck(channelId, ByteVector32.One, PublicKey.Generator, TlvStream.EMPTY));
    pair.add(pair.alice, 50_000_000, pair.preimage());
    pair.sign(pair.alice);
    for (ByteVector32 wrong : List.of(ByteVector32.Zeroes, ByteVector32.One, new ByteVector32("ff".repeat(32)))) {
      Transition t = receive(pair.alice, new RevokeAndAck(channelId, wrong, PublicKey.Generator, TlvStream.EMPTY));
      assertThat(t.next()).isInstanceOf(ChannelState.Closing.class);
    }
  }

  /** Few by default, though the peer would take many: each is an output that a close has to pay for. */
  @Test
  @Tag("V33")
  void offersNoMoreHtlcsThanItTakes() {
    Pair wide = Pair.create();
    wide.bob.policy = wide.bob.policy.withMaxAcceptedHtlcs(483);
    wide.reachNormal(1_000_000, 400_000_000);
    for (int i = 0; i < 30; i++) {
      wide.add(wide.alice, 1_000_000, wide.preimage());
    }
    assertThat(wide.alice.view().sendable()).isEqualTo(MilliSatoshi.ZERO);
    wide.alice.step(wide.offer(wide.alice, 1_000_000, wide.preimage()));
    assertThat(wide.alice.last(Effect.Rejected.class).orElseThrow().reason()).isInstanceOf(RejectReason.TooManyHtlcs.class);
    wide.crossSign();
    taken(wide.bob, add(30, 1_000_000, 500));
  }

  /** Bob did not open the channel: what its commitments pay, 1000, is alice's to say. */
  @Test
  void nothingNewRestsOnACommitmentThatPaysLessThanHalfOfWhatItShould() {
    pair.bob.commitmentFeerate = new FeeratePerKw(2000);
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.add(pair.alice, 1_000_000, pair.preimage());
    pair.crossSign();
    pair.bob.commitmentFeerate = new FeeratePerKw(2001);
    pair.bob.step(pair.offer(pair.bob, 1_000_000, pair.preimage()));
    assertThat(pair.bob.last(Effect.Rejected.class).orElseThrow().reason())
        .isEqualTo(new RejectReason.FeerateTooLow(new FeeratePerKw(1000), new FeeratePerKw(1000),
            "the peer, who opened the channel, lets its commitments pay " + new FeeratePerKw(1000) + ", below half of what is needed now"));
    pair.alice.commitmentFeerate = new FeeratePerKw(50_000);
    pair.add(pair.alice, 1_000_000, pair.preimage());
    pair.crossSign();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class).stream().map(Effect.HtlcLockedIn::mustFail)).containsExactly(false, true);
    pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(1001)));
    pair.crossSign();
    pair.add(pair.bob, 1_000_000, pair.preimage());
  }

  /** A commitment has an anchor: whatever the peer says of fees costs a connection at most. */
  @Test
  void noChannelIsClosedForItsFeerate() {
    pair.bob.commitmentFeerate = new FeeratePerKw(40_000);
    for (int i = 0; i < 50; i++) {
      for (long feerate : new long[]{0, 252, 0xffffffffL}) {
        refused(pair.bob, new UpdateFee(pair.bob.data().channelId(), new FeeratePerKw(feerate)));
      }
      pair.bob.height += 10;
      pair.bob.step(new ChannelEvent.NewBlock());
      pair.reconnect();
    }
    pair.bob.in(ChannelState.Normal.class);
    pair.bob.policy = ChannelPolicy.DEFAULT;
    taken(pair.bob, add(0, 1_000_000, 5000));
  }

  /** HTLC transactions pay no fee of their own, so none becomes too small by a fee rate. */
  @Test
  @Tag("V31")
  void aFeerateExposesNothing() {
    pair.add(pair.alice, 353_999, pair.preimage());
    pair.add(pair.alice, 354_000, pair.preimage());
    pair.crossSign();
    List<MilliSatoshi> before = exposures();
    assertThat(before).containsOnly(new MilliSatoshi(353_999));
    pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(50_000)));
    pair.crossSign();
    assertThat(pair.bob.view().feerate()).isEqualTo(new FeeratePerKw(50_000));
    assertThat(exposures()).isEqualTo(before);
  }

  private List<MilliSatoshi> exposures() {
    var parameters = pair.bob.data().params().commitmentParameters();
    return java.util.stream.Stream.of(org.l2node.channels.commitment.Side.values())
        .map(side -> parameters.dustExposure(pair.bob.data().commitments().projectedSpec(), side)).toList();
  }
}
