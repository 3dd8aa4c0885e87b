package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;

/**
 * The bounds of open_channel, accept_channel, funding_created and the funding output, each with its neighbour that is still good
 * (reliability, V1, V4, V5, V7, V31).
 */
class OpenBoundsTest {
  /** What a table row changes. */
  private static final class Fields {
    ByteVector32 chainHash = Party.CHAIN_HASH;
    long funding = 1_000_000;
    long push = 400_000_000;
    long dust = 354;
    long inFlight = 1_000_000_000;
    long reserve = 10_000;
    long htlcMinimum = 1;
    long feerate = 1000;
    int delay = 144;
    int maxHtlcs = 30;
    long depth = 3;
    TlvStream tlvs = Opening.channelTypeTlvs();
  }

  private interface Change {
    void on(Fields fields);
  }

  private static OpenChannel change(OpenChannel o, Fields f) {
    return new OpenChannel(f.chainHash, o.temporaryChannelId(), new Satoshi(f.funding), new MilliSatoshi(f.push), new Satoshi(f.dust),
        new UInt64(f.inFlight),
        new Satoshi(f.reserve), new MilliSatoshi(f.htlcMinimum), new FeeratePerKw(f.feerate), f.delay, f.maxHtlcs, o.fundingPubkey(),
        o.revocationBasepoint(),
        o.paymentBasepoint(), o.delayedPaymentBasepoint(), o.htlcBasepoint(), o.firstPerCommitmentPoint(), 0, f.tlvs);
  }

  private static AcceptChannel change(AcceptChannel o, Fields f) {
    return new AcceptChannel(o.temporaryChannelId(), new Satoshi(f.dust), new UInt64(f.inFlight), new Satoshi(f.reserve),
        new MilliSatoshi(f.htlcMinimum), f.depth,
        f.delay, f.maxHtlcs, o.fundingPubkey(), o.revocationBasepoint(), o.paymentBasepoint(), o.delayedPaymentBasepoint(),
        o.htlcBasepoint(),
        o.firstPerCommitmentPoint(), f.tlvs);
  }

  private static TlvStream type(int... bits) {
    return TlvStream.of(new Tlv(0, ByteVector.empty), new Tlv(1, Features.of(bits).toBytes()));
  }

  private static Map<String, Change> badInBoth() {
    Map<String, Change> bad = new LinkedHashMap<>();
    bad.put("dust below 354", f -> f.dust = 353);
    bad.put("dust above reserve", f -> {
      f.dust = 2001;
      f.reserve = 2000;
    });
    bad.put("dust above what is borne", f -> f.dust = 5001);
    bad.put("reserve above a fifth", f -> f.reserve = 200_001);
    bad.put("reserve below our dust", f -> {
      f.reserve = 353;
      f.dust = 353;
    });
    bad.put("delay", f -> f.delay = 2017);
    bad.put("484 HTLCs", f -> f.maxHtlcs = 484);
    bad.put("no HTLC", f -> f.maxHtlcs = 0);
    bad.put("htlc_minimum", f -> f.htlcMinimum = 100_000_001);
    bad.put("in flight", f -> f.inFlight = 9_999_999);
    bad.put("no channel_type", f -> f.tlvs = TlvStream.EMPTY);
    bad.put("channel_type 12", f -> f.tlvs = type(12));
    bad.put("channel_type with alias", f -> f.tlvs = type(12, 22, 46));
    bad.put("channel_type of anchors with fees on HTLC transactions", f -> f.tlvs = type(12, 20));
    bad.put("channel_type of both kinds of anchors", f -> f.tlvs = type(12, 20, 22));
    bad.put("channel_type optional bits", f -> f.tlvs = type(13, 23));
    return bad;
  }

  private static Map<String, Change> goodInBoth() {
    Map<String, Change> good = new LinkedHashMap<>();
    good.put("dust 354", f -> f.dust = 354);
    good.put("dust is reserve", f -> {
      f.dust = 2000;
      f.reserve = 2000;
    });
    good.put("dust 5000", f -> f.dust = 5000);
    good.put("reserve of a fifth", f -> f.reserve = 200_000);
    good.put("delay", f -> f.delay = 2016);
    good.put("483 HTLCs", f -> f.maxHtlcs = 483);
    good.put("1 HTLC", f -> f.maxHtlcs = 1);
    good.put("htlc_minimum", f -> f.htlcMinimum = 100_000_000);
    good.put("in flight", f -> f.inFlight = 10_000_000);
    good.put("in flight beyond all money", f -> f.inFlight = -1);
    return good;
  }

  private static OpenChannel honestOpen() {
    Pair pair = Pair.create().open(1_000_000, 400_000_000, false);
    return pair.alice.sent(OpenChannel.class).getFirst();
  }

  private static Transition accept(OpenChannel open) {
    Party bob = new Party("bob", 2);
    return ChannelMachine.accept(open, new Party("alice", 1).nodeId(), bob.features, 2, bob.shutdownScript(), bob.env());
  }

  @Test
  @Tag("V7")
  @Tag("V31")
  @Tag("V30")
  void boundsOfOpenChannel() {
    Map<String, Change> bad = badInBoth();
    bad.put("chain", f -> f.chainHash = ByteVector32.Zeroes);
    bad.put("too small", f -> f.funding = 19_999);
    bad.put("too large", f -> f.funding = 1 << 24);
    bad.put("push more than all", f -> f.push = 1_000_000_001);
    bad.put("push leaves no fee", f -> f.push = 1_000_000_000 - 1_783_999);
    bad.put("feerate below the floor", f -> f.feerate = 252);
    bad.put("feerate above reason", f -> f.feerate = 50_001);
    bad.put("both below the reserve", f -> {
      f.funding = 20_000;
      f.reserve = 4000;
      f.push = 4_000_000;
      f.feerate = 12_670;
    });
    OpenChannel honest = honestOpen();
    bad.forEach((name, change) -> {
      Transition t = accept(apply(honest, change));
      assertThat(t.next()).as(name).isInstanceOf(ChannelState.Abandoned.class);
      assertThat(t.effects()).singleElement().isInstanceOfSatisfying(Effect.Send.class,
          s -> assertThat(s.message()).isInstanceOf(ErrorMessage.class));
      assertThat(t.writes()).isEmpty();
    });
    Map<String, Change> good = goodInBoth();
    good.put("as it is", f -> {});
    good.put("small", f -> {
      f.funding = 20_000;
      f.push = 0;
      f.reserve = 1000;
      f.inFlight = 20_000_000;
    });
    good.put("large", f -> {
      f.funding = (1 << 24) - 1;
      f.inFlight = -1;
    });
    good.put("push all but the fee", f -> f.push = 1_000_000_000 - 1_784_000);
    good.put("feerate at the floor", f -> f.feerate = 253);
    good.put("feerate at the bound", f -> f.feerate = 50_000);
    good.forEach((name, change) -> assertThat(accept(apply(honest, change)).next()).as(name)
        .isInstanceOf(ChannelState.AwaitingFundingCreated.class));
  }

  private static OpenChannel apply(OpenChannel honest, Change change) {
    Fields fields = new Fields();
    change.on(fields);
    return change(honest, fields);
  }

  /** With fees on HTLC transactions whoever joins several of them into one keeps the fees of all. */
  @Test
  @Tag("V30")
  void neverOffersAnchorsWithFeesOnHtlcTransactions() {
    for (Features features : List.of(NodeFeatures.INIT, NodeFeatures.CHANNEL_TYPE, NodeFeatures.CHANNEL_ANNOUNCEMENT)) {
      assertThat(features.isSet(20)).isFalse();
      assertThat(features.isSet(21)).isFalse();
    }
    assertThat(honestOpen().tlvs()).isEqualTo(type(12, 22));
  }

  @Test
  @Tag("V7")
  void boundsOfAcceptChannel() {
    Map<String, Change> bad = badInBoth();
    bad.put("dust above the reserve we gave", f -> {
      f.dust = 10_001;
      f.reserve = 10_001;
    });
    bad.put("depth", f -> f.depth = 145);
    Map<String, Change> good = goodInBoth();
    good.put("depth", f -> f.depth = 144);
    good.put("depth zero", f -> f.depth = 0);
    Pair pair = Pair.create().open(1_000_000, 400_000_000, false);
    pair.deliverOne(pair.alice);
    AcceptChannel honest = pair.bob.sent(AcceptChannel.class).getFirst();
    UnaryOperator<ChannelState> state = s -> s;
    bad.forEach((name, change) -> {
      Transition t = receive(pair, honest, change);
      assertThat(state.apply(t.next())).as(name).isInstanceOf(ChannelState.Abandoned.class);
      assertThat(t.effects()).singleElement().isInstanceOfSatisfying(Effect.Send.class,
          s -> assertThat(s.message()).isInstanceOf(ErrorMessage.class));
    });
    good.forEach((name, change) -> assertThat(receive(pair, honest, change).next()).as(name)
        .isInstanceOfSatisfying(ChannelState.AwaitingFundingTx.class, s -> assertThat(s.minimumDepth()).isPositive()));
  }

  private static Transition receive(Pair pair, AcceptChannel honest, Change change) {
    Fields fields = new Fields();
    change.on(fields);
    return ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(change(honest, fields)), pair.alice.env());
  }

  @Test
  @Tag("V4")
  @Tag("V29")
  void refusesBadFundingCreatedAndFundingSigned() {
    Pair pair = Pair.create().open(1_000_000, 400_000_000, false);
    pair.deliverOne(pair.alice);
    pair.deliverOne(pair.bob);
    pair.fund();
    FundingCreated honest = (FundingCreated) pair.alice.outbox.getFirst();
    List<FundingCreated> bad = List.of(
        new FundingCreated(honest.temporaryChannelId(), new TxId(ByteVector32.Zeroes), 1, honest.signature()),
        new FundingCreated(honest.temporaryChannelId(), honest.fundingTxId(), 0, honest.signature()),
        new FundingCreated(honest.temporaryChannelId(), honest.fundingTxId(), 1, ByteVector64.Zeroes),
        new FundingCreated(honest.temporaryChannelId(), honest.fundingTxId(), 1, highS(honest.signature())));
    for (FundingCreated message : bad) {
      Transition t = ChannelMachine.step(pair.bob.state(), new ChannelEvent.Received(message), pair.bob.env());
      assertThat(t.next()).as(message.toString()).isInstanceOf(ChannelState.Abandoned.class);
      assertThat(t.writes()).isEmpty();
    }
    pair.deliverOne(pair.alice);
    FundingSigned signed = (FundingSigned) pair.bob.outbox.getFirst();
    FundingSigned high = new FundingSigned(signed.channelId(), highS(signed.signature()));
    Transition t = ChannelMachine.step(pair.alice.state(), new ChannelEvent.Received(high), pair.alice.env());
    assertThat(t.next()).isInstanceOf(ChannelState.Abandoned.class);
    assertThat(t.effects()).anyMatch(Effect.FundingAbandoned.class::isInstance).noneMatch(Effect.Publish.class::isInstance);
  }

  /** The same signature with the other of the two possible S. */
  static ByteVector64 highS(ByteVector64 signature) {
    var order = new java.math.BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    var s = new java.math.BigInteger(1, signature.toByteArray(), 32, 32);
    String high = String.format("%064x", order.subtract(s));
    return new ByteVector64(signature.take(32).toHex() + high);
  }

  @Test
  @Tag("V1")
  @Tag("V5")
  void checksTheFundingOutputOnTheChain() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 400_000_000, false);
    Transaction good = pair.funding();
    TxOut output = good.txOut.get(1);
    Map<String, Transaction> bad = new LinkedHashMap<>();
    bad.put("no such output", good.updateOutputs(List.of(good.txOut.getFirst())));
    bad.put("another script",
        good.updateOutputs(List.of(good.txOut.getFirst(), output.updatePublicKeyScript(good.txOut.getFirst().publicKeyScript))));
    bad.put("one less", good.updateOutputs(List.of(good.txOut.getFirst(), output.updateAmount(new fr.acinq.bitcoin.Satoshi(999_999)))));
    bad.put("ten times", good.updateOutputs(List.of(good.txOut.getFirst(), output.updateAmount(new fr.acinq.bitcoin.Satoshi(10_000_000)))));
    bad.put("another transaction", good.updateInputs(List.of(new TxIn(new OutPoint(good.txid, 0), ByteVector.empty.toByteArray(), 0))));
    for (Party party : List.of(pair.alice, pair.bob)) {
      bad.forEach((name, tx) -> {
        Transition t = ChannelMachine.step(party.state(), new ChannelEvent.FundingConfirmed(tx, new BlockHeight(101), 7), party.env());
        assertThat(t.next()).as(name).isInstanceOf(ChannelState.Closed.class);
        assertThat(t.effects()).singleElement().isInstanceOfSatisfying(Effect.Send.class,
            s -> assertThat(s.message()).isInstanceOf(ErrorMessage.class));
      });
    }
    pair.confirm(pair.bob);
    assertThat(pair.bob.in(ChannelState.AwaitingReady.class).localReady()).isTrue();
  }

  @Test
  void refusesAnOpenCommandThatCannotBeDone() {
    Party alice = new Party("alice", 1);
    Party bob = new Party("bob", 2);
    List<ChannelEvent.Open> bad = List.of(
        Pair.openCommand(alice, 19_999, 0, true),
        Pair.openCommand(alice, 1 << 24, 0, true),
        Pair.openCommand(alice, 100_000, 100_000_001, true),
        Pair.openCommand(alice, 100_000, 98_000_000, true));
    for (ChannelEvent.Open command : bad) {
      Transition t = ChannelMachine.open(command, bob.nodeId(), bob.features, alice.env());
      assertThat(t.next()).isInstanceOf(ChannelState.Abandoned.class);
      assertThat(t.effects()).singleElement().isInstanceOf(Effect.Rejected.class);
    }
    ChannelEvent.Open good = Pair.openCommand(alice, 100_000, 0, true);
    assertThat(ChannelMachine.open(good, bob.nodeId(), Features.of(0, 8, 12, 14, 44, 27), alice.env()).next())
        .isInstanceOf(ChannelState.Abandoned.class);
    assertThat(ChannelMachine.open(good, bob.nodeId(), Features.of(0, 8, 12, 14, 44, 23), alice.env()).next())
        .isInstanceOf(ChannelState.Abandoned.class);
    assertThat(ChannelMachine.open(good, bob.nodeId(), bob.features, alice.env()).next()).isInstanceOf(ChannelState.AwaitingAccept.class);
  }
}
