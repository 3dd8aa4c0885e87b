package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.Warning;

/** Alice, who opens, and bob, with a connection between them and a chain of one funding transaction. */
final class Pair {
  static final ByteVector ONION = new ByteVector(new byte[UpdateAddHtlc.ONION_LENGTH]);

  final Party alice = new Party("alice", 1);
  final Party bob = new Party("bob", 2);
  boolean connected = true;
  @Nullable
  Transaction funding;
  private long nextPayment = 1;
  private int nextPreimage = 1;

  static Pair create() {
    return new Pair();
  }

  Party other(Party party) {
    return party == alice ? bob : alice;
  }

  // --- opening

  static ChannelEvent.Open openCommand(Party opener, long capacity, long pushMsat, boolean announce) {
    return new ChannelEvent.Open(
        new TemporaryChannelId(new ByteVector32("07".repeat(32))),
        1,
        new Satoshi(capacity),
        new MilliSatoshi(pushMsat),
        announce,
        opener.commitmentFeerate,
        new FeeratePerKw(500),
        opener.shutdownScript());
  }

  Pair open(long capacity, long pushMsat, boolean announce) {
    alice.apply(ChannelMachine.open(openCommand(alice, capacity, pushMsat, announce), bob.nodeId(), bob.features, alice.env()));
    return this;
  }

  /** Up to both sides waiting for the chain. */
  Pair reachAwaitingReady(long capacity, long pushMsat, boolean announce) {
    open(capacity, pushMsat, announce);
    deliverAll();
    fund();
    deliverAll();
    alice.in(ChannelState.AwaitingReady.class);
    bob.in(ChannelState.AwaitingReady.class);
    return this;
  }

  void fund() {
    Effect.FundingNeeded needed = alice.last(Effect.FundingNeeded.class).orElseThrow();
    funding = fundingTx(needed.script(), needed.amount());
    alice.step(new ChannelEvent.FundingBuilt(funding, 1));
  }

  static Transaction fundingTx(ByteVector script, Satoshi amount) {
    return new Transaction(
        2,
        List.of(new TxIn(new OutPoint(new fr.acinq.bitcoin.TxId(new ByteVector32("ab".repeat(32))), 3), ByteVector.empty.toByteArray(),
            0xfffffffdL)),
        List.of(
            new TxOut(new fr.acinq.bitcoin.Satoshi(12345), new ByteVector("0014" + "11".repeat(20))),
            new TxOut(new fr.acinq.bitcoin.Satoshi(amount.sat()), script)),
        0);
  }

  Transaction funding() {
    return java.util.Objects.requireNonNull(funding);
  }

  void confirm(Party party) {
    party.step(new ChannelEvent.FundingConfirmed(funding(), new BlockHeight(101), 7));
  }

  void confirmDeep(Party party) {
    party.step(new ChannelEvent.FundingDeep(funding(), new BlockHeight(101), 7));
  }

  Pair reachNormal(long capacity, long pushMsat) {
    reachAwaitingReady(capacity, pushMsat, false);
    confirm(alice);
    confirm(bob);
    deliverAll();
    alice.in(ChannelState.Normal.class);
    bob.in(ChannelState.Normal.class);
    return this;
  }

  static Pair normal() {
    return create().reachNormal(1_000_000, 400_000_000);
  }

  // --- the connection

  /** The next message of {@code from} arrives; false: there is none. */
  boolean deliverOne(Party from) {
    Message message = from.outbox.poll();
    if (message == null) {
      return false;
    }
    Party to = other(from);
    switch (message) {
      case OpenChannel open when to.state == null -> to.apply(
          ChannelMachine.accept(open, from.nodeId(), from.features, 2, to.shutdownScript(), to.env()));
      case ChannelMessage m when to.state != null -> to.step(new ChannelEvent.Received(m));
      case ErrorMessage error when to.state != null -> to.step(new ChannelEvent.ReceivedError(error));
      case Warning _ -> {}
      default -> {}
    }
    return true;
  }

  void sign(Party party) {
    if (party.state != null) {
      party.step(new ChannelEvent.Sign());
    }
  }

  /** Until nothing is on its way and nothing is left to sign. */
  void deliverAll() {
    for (int i = 0; i < 10_000; i++) {
      boolean moved = deliverOne(alice);
      moved |= deliverOne(bob);
      if (!moved && alice.outbox.isEmpty() && bob.outbox.isEmpty()) {
        sign(alice);
        sign(bob);
        if (alice.outbox.isEmpty() && bob.outbox.isEmpty()) {
          return;
        }
      }
    }
    throw new AssertionError("no end of messages between alice and bob");
  }

  /** Both sides commit to all that is proposed. */
  void crossSign() {
    deliverAll();
  }

  void disconnect() {
    connected = false;
    alice.outbox.clear();
    bob.outbox.clear();
    for (Party party : List.of(alice, bob)) {
      if (party.state != null) {
        party.step(new ChannelEvent.Disconnected());
      }
    }
  }

  void connect() {
    connected = true;
    for (Party party : List.of(alice, bob)) {
      if (party.state != null) {
        party.step(new ChannelEvent.Connected(other(party).features));
      }
    }
  }

  void reconnect() {
    disconnect();
    connect();
    deliverAll();
  }

  // --- payments

  PaymentPreimage preimage() {
    byte[] bytes = new byte[32];
    bytes[28] = (byte) (nextPreimage >> 24);
    bytes[29] = (byte) (nextPreimage >> 16);
    bytes[30] = (byte) (nextPreimage >> 8);
    bytes[31] = (byte) nextPreimage++;
    return new PaymentPreimage(new ByteVector32(bytes));
  }

  ChannelEvent.OfferHtlc offer(Party from, long msat, PaymentPreimage preimage) {
    return new ChannelEvent.OfferHtlc(new MilliSatoshi(msat), preimage.hash(), new CltvExpiry(from.height + 144L), ONION,
        new Origin.Local(nextPayment++, 0));
  }

  /** Offers an HTLC; the answer is its number. */
  HtlcId add(Party from, long msat, PaymentPreimage preimage) {
    int before = from.effects(Effect.HtlcOffered.class).size();
    from.step(offer(from, msat, preimage));
    List<Effect.HtlcOffered> offered = from.effects(Effect.HtlcOffered.class);
    assertThat(offered).as(from.effects.getLast().toString()).hasSize(before + 1);
    return offered.getLast().htlcId();
  }

  void fulfill(Party receiver, HtlcId id, PaymentPreimage preimage) {
    receiver.step(new ChannelEvent.SettleHtlc(id, new Settlement.Fulfilled(preimage)));
  }

  void fail(Party receiver, HtlcId id) {
    receiver.step(new ChannelEvent.SettleHtlc(id, new Settlement.Failed(new ByteVector("0badc0de"))));
  }

  void settlementsDurable(Party party) {
    for (Effect.HtlcSettled settled : party.effects(Effect.HtlcSettled.class)) {
      party.step(new ChannelEvent.SettlementDurable(settled.htlcId(), settled.origin()));
    }
  }

  // --- what must always hold

  void checkInvariants() {
    for (Party party : List.of(alice, bob)) {
      if (party.state instanceof ChannelState.WithData s && !s.isOver()) {
        Commitments c = s.data().commitments();
        checkSpec(s.data(), c.localSpec(c.localNumber()));
        checkSpec(s.data(), c.remoteSpec(c.remoteNumber()));
        checkSpec(s.data(), c.remoteSpec(c.signedRemoteNumber()));
        assertThat(c.fees().size()).isLessThan(6);
        assertThat(party.view().local().plus(party.view().remote()).isMoreThan(s.data().params().capacity().toMilliSatoshi())).isFalse();
      }
    }
    if (alice.state instanceof ChannelState.WithData a && bob.state instanceof ChannelState.WithData b && !a.isOver() && !b.isOver()) {
      checkSame(a.data(), alice, b.data(), bob);
      checkSame(b.data(), bob, a.data(), alice);
    }
  }

  private static void checkSpec(ChannelData data, CommitmentSpec spec) {
    assertThat(spec.total()).isEqualTo(data.params().capacity().toMilliSatoshi());
  }

  /** The owner's current commitment is one that the other side knows, transaction for transaction. */
  private static void checkSame(ChannelData owner, Party ownerParty, ChannelData other, Party otherParty) {
    Commitments mine = owner.commitments();
    Commitments theirs = other.commitments();
    CommitmentNumber number = mine.localNumber();
    PublicKey point = number.equals(theirs.remoteNumber()) ? theirs.remotePoint() : theirs.remoteNextPoint();
    assertThat(number.equals(theirs.remoteNumber()) || number.equals(theirs.signedRemoteNumber()))
        .as("%s is at %s, %s knows %s and %s", ownerParty, number, otherParty, theirs.remoteNumber(), theirs.signedRemoteNumber())
        .isTrue();
    var local = CommitmentTxs.local(owner.params(), mine, number, ownerParty.keys);
    var remote = CommitmentTxs.remote(other.params(), theirs, number, java.util.Objects.requireNonNull(point), otherParty.keys);
    assertThat(remote.txId()).isEqualTo(local.txId());
  }

  long htlcs(Party party, Direction direction) {
    return (direction == Direction.INCOMING ? party.data().commitments().htlcs().incoming() : party.data().commitments().htlcs().outgoing())
        .size();
  }
}
