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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    boolean announce;
    TlvStream tlvs = Opening.tlvs(ByteVector.empty, NodeFeatures.CHANNEL_TYPE);
  }

  private interface Change {
    void on(Fields fields);
  }

  private static OpenChannel change(OpenChannel o, Fields f) {
    return new OpenChannel(f.chainHash, o.temporaryChannelId(), new Satoshi(f.funding), new MilliSatoshi(f.push), new Satoshi(f.dust),
        new UInt64(f.inFlight),
        new Satoshi(f.reserve), new MilliSatoshi(f.htlcMinimum), new FeeratePerKw(f.feerate), f.delay, f.maxHtlcs, o.fundingPubkey(),
        o.revocationBasepoint(),
        o.paymentBasepoint(), o.delayedPaymentBasepoint(), o.htlcBasepoint(), o.firstPerCommitmentPoint(), f.announce ? 1 : 0, f.tlvs);
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

  private static TlvStream script(String hex) {
    return TlvStream.of(new Tlv(0, new ByteVector(hex)), new Tlv(1, NodeFeatures.CHANNEL_TYPE.toBytes()));
  }

  /** Which of the two messages a bound is of. */
  private enum In {
    OPEN,
    ACCEPT,
    BOTH
  }

  /** A bound: the nearest value that breaks it, and the last that does not. */
  private record Bound(In in, String name, Change bad, Change good) {}

  private static Bound both(String name, Change bad, Change good) {
    return new Bound(In.BOTH, name, bad, good);
  }

  private static Bound open(String name, Change bad, Change good) {
    return new Bound(In.OPEN, name, bad, good);
  }

  private static Bound accept(String name, Change bad, Change good) {
    return new Bound(In.ACCEPT, name, bad, good);
  }

  private static void dustAndReserve(Fields f, long dust, long reserve) {
    f.dust = dust;
    f.reserve = reserve;
  }

  /** A channel of 20,000 sat with a reserve of 4,000: the opener has 4,000 left after push, anchors and a fee at 10,089 sat/kw. */
  private static void small(Fields f, long push, long feerate) {
    f.funding = 20_000;
    f.inFlight = 20_000_000;
    f.reserve = 4_000;
    f.push = push;
    f.feerate = feerate;
  }

  private static void funding(Fields f, long sat) {
    f.funding = sat;
    f.push = 0;
    f.reserve = sat / 100 + 200;
    f.inFlight = -1;
  }

  private static List<Bound> bounds() {
    List<Bound> all = new ArrayList<>(boundsOfBoth());
    all.addAll(boundsOfOpen());
    all.add(accept("dust is the reserve of open_channel", f -> dustAndReserve(f, 1_001, 1_001), f -> dustAndReserve(f, 1_000, 1_000)));
    all.add(accept("channel_type not asked for", f -> f.tlvs = type(12, 22, 46), f -> f.tlvs = type(12, 22)));
    all.add(accept("minimum_depth", f -> f.depth = 145, f -> f.depth = 144));
    all.add(accept("minimum_depth none", f -> f.depth = 0xffffffffL, f -> f.depth = 0));
    return all;
  }

  private static List<Bound> boundsOfBoth() {
    return List.of(
        both("dust_limit least", f -> f.dust = 353, f -> f.dust = 354),
        both("dust_limit most", f -> f.dust = 5_001, f -> f.dust = 5_000),
        both("dust_limit is reserve", f -> dustAndReserve(f, 801, 800), f -> dustAndReserve(f, 800, 800)),
        both("reserve is this node's dust_limit", f -> dustAndReserve(f, 353, 353), f -> dustAndReserve(f, 354, 354)),
        both("reserve a fifth", f -> f.reserve = f.funding / 5 + 1, f -> f.reserve = f.funding / 5),
        both("to_self_delay", f -> f.delay = 2_017, f -> f.delay = 2_016),
        both("max_accepted_htlcs most", f -> f.maxHtlcs = 484, f -> f.maxHtlcs = 483),
        both("max_accepted_htlcs least", f -> f.maxHtlcs = 0, f -> f.maxHtlcs = 1),
        both("htlc_minimum a tenth", f -> f.htlcMinimum = f.funding * 100 + 1, f -> f.htlcMinimum = f.funding * 100),
        both("in flight a hundredth", f -> f.inFlight = f.funding * 10 - 1, f -> f.inFlight = f.funding * 10),
        both("in flight, all bits", f -> f.inFlight = 0, f -> f.inFlight = -1),
        both("channel_type there", f -> f.tlvs = TlvStream.EMPTY, f -> f.tlvs = type(12, 22)),
        both("channel_type less", f -> f.tlvs = type(12), f -> f.tlvs = type(12, 22)),
        both("channel_type more", f -> f.tlvs = type(12, 22, 50), f -> f.tlvs = type(12, 22)),
        both("channel_type of anchors with fees on HTLC transactions", f -> f.tlvs = type(12, 20), f -> f.tlvs = type(12, 22)),
        both("channel_type of both kinds of anchors", f -> f.tlvs = type(12, 20, 22), f -> f.tlvs = type(12, 22)),
        both("channel_type optional bits", f -> f.tlvs = type(13, 23), f -> f.tlvs = type(12, 22)),
        both("upfront_shutdown_script of a key's hash", f -> f.tlvs = script("0014" + "11".repeat(19)),
            f -> f.tlvs = script("0014" + "11".repeat(20))),
        both("upfront_shutdown_script of a script's hash", f -> f.tlvs = script("0020" + "11".repeat(33)),
            f -> f.tlvs = script("0020" + "11".repeat(32))),
        both("upfront_shutdown_script of an old form", f -> f.tlvs = script("76a914" + "11".repeat(20) + "88ac"),
            f -> f.tlvs = script("")),
        both("upfront_shutdown_script to taproot", f -> f.tlvs = script("5129" + "11".repeat(41)),
            f -> f.tlvs = script("5128" + "11".repeat(40))));
  }

  private static List<Bound> boundsOfOpen() {
    return List.of(
        open("chain", f -> f.chainHash = ByteVector32.Zeroes, f -> {}),
        open("channel_type with alias, announced", f -> {
          f.announce = true;
          f.tlvs = type(12, 22, 46);
        }, f -> f.tlvs = type(12, 22, 46)),
        open("funding_satoshis least", f -> funding(f, 19_999), f -> funding(f, 20_000)),
        open("funding_satoshis most", f -> funding(f, 1 << 24), f -> funding(f, (1 << 24) - 1)),
        open("push_msat is all", f -> f.push = 1_000_000_001, f -> f.push = 1_000_000_000 - 1_784_000),
        open("push_msat leaves the fee", f -> f.push = 1_000_000_000 - 1_783_999, f -> f.push = 1_000_000_000 - 1_784_000),
        open("feerate_per_kw least", f -> f.feerate = 252, f -> f.feerate = 253),
        open("feerate_per_kw most", f -> f.feerate = 50_001, f -> f.feerate = 50_000),
        // One side must start with more than the reserve: the opener, or the other by the push.
        open("the opener's is the reserve", f -> small(f, 4_000_000, 10_089), f -> small(f, 4_000_000, 10_088)),
        open("push_msat is the reserve", f -> small(f, 4_000_000, 10_089), f -> small(f, 4_000_001, 10_089)));
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
  void everyBoundOfOpenChannel() {
    OpenChannel honest = honestOpen();
    for (Bound bound : bounds()) {
      if (bound.in() == In.ACCEPT) {
        continue;
      }
      assertRefused(bound.name(), accept(apply(honest, bound.bad())));
      assertThat(accept(apply(honest, bound.good())).next()).as(bound.name()).isInstanceOf(ChannelState.AwaitingFundingCreated.class);
    }
  }

  private static void assertRefused(String name, Transition t) {
    assertThat(t.next()).as(name).isInstanceOf(ChannelState.Abandoned.class);
    assertThat(t.effects()).as(name).singleElement().isInstanceOfSatisfying(Effect.Send.class,
        s -> assertThat(s.message()).isInstanceOf(ErrorMessage.class));
    assertThat(t.writes()).as(name).isEmpty();
  }

  private static OpenChannel apply(OpenChannel honest, Change change) {
    Fields fields = new Fields();
    change.on(fields);
    return change(honest, fields);
  }

  @Test
  @Tag("V7")
  void everyBoundOfAcceptChannel() {
    for (Bound bound : bounds()) {
      if (bound.in() == In.OPEN) {
        continue;
      }
      // In a small channel this node demands the least reserve, which the peer's dust limit may reach.
      Pair pair = Pair.create().open(bound.name().contains("reserve of open") ? 100_000 : 1_000_000, 0, true);
      pair.deliverOne(pair.alice);
      AcceptChannel honest = pair.bob.sent(AcceptChannel.class).getFirst();
      assertRefused(bound.name(), receive(pair, honest, bound.bad()));
      assertThat(receive(pair, honest, bound.good()).next()).as(bound.name())
          .isInstanceOfSatisfying(ChannelState.AwaitingFundingTx.class, s -> assertThat(s.minimumDepth()).isPositive());
    }
  }

  /** With option_zeroconf minimum_depth is 0, and its bit is taken only where the policy trusts the opener. */
  @Test
  void boundsOfZeroConf() {
    Pair pair = Pair.create();
    pair.bob.policy = pair.bob.policy.withMinimumDepth(0);
    ChannelEvent.Open c = Pair.openCommand(pair.alice, 1_000_000, 0, true);
    pair.alice.apply(ChannelMachine.open(new ChannelEvent.Open(c.temporaryChannelId(), c.keysIndex(), c.capacity(), c.push(), true,
        c.commitmentFeerate(), c.fundingFeerate(), c.shutdownScript(), true), pair.bob.nodeId(), pair.bob.features, pair.alice.env()));
    OpenChannel open = pair.alice.sent(OpenChannel.class).getFirst();
    assertRefused("not trusted", accept(open));
    pair.deliverOne(pair.alice);
    AcceptChannel honest = pair.bob.sent(AcceptChannel.class).getFirst();
    assertRefused("minimum_depth", receive(pair, honest, f -> {
      f.depth = 1;
      f.tlvs = type(12, 22, 50);
    }));
    assertRefused("channel_type", receive(pair, honest, f -> {
      f.depth = 0;
      f.tlvs = type(12, 22);
    }));
    Transition good = receive(pair, honest, f -> {
      f.depth = 0;
      f.tlvs = type(12, 22, 50);
    });
    assertThat(good.next()).isInstanceOfSatisfying(ChannelState.AwaitingFundingTx.class, s -> assertThat(s.minimumDepth()).isZero());
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

  /** option_support_large_channel: the bound is the policy's, but for a peer that does not offer it. */
  @Test
  void opensLargeChannelsWithPeersThatTakeThem() {
    Party alice = new Party("alice", 1);
    Party bob = new Party("bob", 2);
    long most = 1L << 30;
    alice.policy = alice.policy.withMaxFunding(new Satoshi(most));
    Features small = Features.of(0, 8, 12, 14, 23, 27, 44);
    assertThat(ChannelMachine.open(Pair.openCommand(alice, 1 << 24, 0, true), bob.nodeId(), small, alice.env()).effects())
        .singleElement().isInstanceOfSatisfying(Effect.Rejected.class, r -> assertThat(r.reason().text()).contains("16777215"));
    assertThat(ChannelMachine.open(Pair.openCommand(alice, (1 << 24) - 1, 0, true), bob.nodeId(), small, alice.env()).next())
        .isInstanceOf(ChannelState.AwaitingAccept.class);
    assertThat(ChannelMachine.open(Pair.openCommand(alice, most + 1, 0, true), bob.nodeId(), bob.features, alice.env()).next())
        .isInstanceOf(ChannelState.Abandoned.class);
    Pair pair = Pair.create();
    pair.alice.policy = pair.alice.policy.withMaxFunding(new Satoshi(most));
    pair.bob.policy = pair.alice.policy;
    pair.reachNormal(most, 1_000_000_000);
    pair.fulfill(pair.bob, pair.add(pair.alice, 100_000_000_000L, pair.preimage()), pair.preimage());
    pair.checkInvariants();
  }
}
