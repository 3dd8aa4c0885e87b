package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.ScriptFlags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFailHtlc;
import org.l2node.channels.wire.UpdateFailMalformedHtlc;
import org.l2node.channels.wire.UpdateFee;
import org.l2node.channels.wire.UpdateFulfillHtlc;

/**
 * A peer without a machine of its own, bound by nothing: it proposes what it likes, and has a valid signature and the right secret for
 * whatever this node takes. The node never throws, what it could publish is valid, and it never has less than it is owed.
 */
class OmnipotentPeerTest {
  private static final int STEPS = 150;
  private static final long[] AMOUNTS = {0, 1, 1000, 353_999, 354_000, 354_999, 999_999, 5_000_000, 40_000_000, 100_000_000, 389_000_000,
      390_000_000, 580_000_000, 588_000_000, 600_000_000, 1_000_000_000, 2_100_000_000_000_000_000L};
  private static final long[] EXPIRIES = {0, 1, 16, 17, 99, 100, 101, 127, 128, 244, 500, 2116, 65_535, 8_388_608, 499_999_999, 500_000_000,
      0xffffffffL};
  private static final long[] FEERATES = {0, 252, 253, 500, 1000, 2500, 10_000, 50_000, 50_001, 0xffffffffL};

  private final Map<PaymentHash, PaymentPreimage> preimages = new LinkedHashMap<>();
  private Pair pair = Pair.normal();
  private Party node = pair.alice;
  private Party peer = pair.bob;
  private ChannelParams peersParams = peer.data().params();
  private Random random = new Random(0);
  private long start;
  private long spent;
  private long earned;
  private final List<String> log = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("V32")
  @Tag("V48")
  @Tag("V53")
  void theNodeHoldsWhateverThePeerDoes(boolean nodeIsOpener) {
    for (int seed = 0; seed < 5; seed++) {
      begin(nodeIsOpener, seed);
      for (int i = 0; i < STEPS && node.state() instanceof ChannelState.WithData s && !(s instanceof ChannelState.Closing)
          && !s.isOver(); i++) {
        try {
          step(i > STEPS * 2 / 3);
          check();
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError("seed " + seed + ", step " + i + ": " + log, e);
        }
      }
    }
  }

  private void begin(boolean nodeIsOpener, int seed) {
    pair = Pair.normal();
    node = nodeIsOpener ? pair.alice : pair.bob;
    peer = nodeIsOpener ? pair.bob : pair.alice;
    peersParams = peer.data().params();
    random = new Random(seed);
    preimages.clear();
    log.clear();
    start = node.view().local().msat();
    spent = 0;
    earned = 0;
  }

  private long any(long[] values) {
    return values[random.nextInt(values.length)];
  }

  private Commitments commitments() {
    return node.data().commitments();
  }

  /** @param late closing begins only after much else */
  private void step(boolean late) {
    node.outbox.clear();
    int what = random.nextInt(late ? 34 : 33);
    log.add(Integer.toString(what));
    switch (what) {
      case 0, 1, 2, 3 -> receive(add());
      case 4, 5, 6 -> outgoing().ifPresent(this::fulfill);
      case 7, 8 -> outgoing().ifPresent(h -> receive(failure(h)));
      case 9 -> receive(new UpdateFee(node.data().channelId(), new FeeratePerKw(any(FEERATES))));
      case 10, 11, 12, 13, 14, 15 -> receive(commitmentSigned());
      case 16, 17, 18, 19, 20 -> receive(revocation());
      case 21, 22, 23 -> offer();
      case 24, 25, 26 -> settle();
      case 27, 28, 29 -> node.step(new ChannelEvent.Sign());
      case 30 -> reconnect(random.nextInt(3) == 0);
      case 31 -> node.step(new ChannelEvent.ChangeFee(new FeeratePerKw(any(FEERATES))));
      case 32 -> pair.settlementsDurable(node);
      default -> closing();
    }
  }

  private void receive(ChannelMessage message) {
    node.step(new ChannelEvent.Received(message));
  }

  private UpdateAddHtlc add() {
    PaymentPreimage preimage = preimage();
    HtlcId id = random.nextInt(20) == 0 ? new HtlcId(random.nextLong()) : commitments().nextRemoteHtlcId();
    return new UpdateAddHtlc(node.data().channelId(), id, new MilliSatoshi(any(AMOUNTS)), preimage.hash(), new CltvExpiry(any(EXPIRIES)),
        Pair.ONION, TlvStream.EMPTY);
  }

  /** Few different ones: equal payment hashes are the rule. */
  private PaymentPreimage preimage() {
    PaymentPreimage preimage = new PaymentPreimage(new ByteVector32(("0" + (1 + random.nextInt(3))).repeat(32)));
    preimages.put(preimage.hash(), preimage);
    return preimage;
  }

  private java.util.Optional<ChannelHtlc> outgoing() {
    List<ChannelHtlc> all = List.copyOf(commitments().htlcs().outgoing());
    return all.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(all.get(random.nextInt(all.size())));
  }

  private PaymentPreimage preimageOf(ChannelHtlc htlc) {
    return java.util.Objects.requireNonNull(preimages.get(htlc.add().paymentHash()));
  }

  private void fulfill(ChannelHtlc htlc) {
    boolean before = htlc.isFulfilled();
    receive(new UpdateFulfillHtlc(node.data().channelId(), htlc.id(), preimageOf(htlc), TlvStream.EMPTY));
    boolean after = commitments().htlcs().get(Direction.OUTGOING, htlc.id()).filter(ChannelHtlc::isFulfilled).isPresent();
    spent += !before && after ? htlc.amount().msat() : 0;
  }

  private ChannelMessage failure(ChannelHtlc htlc) {
    return random.nextBoolean()
        ? new UpdateFailHtlc(node.data().channelId(), htlc.id(), new ByteVector(new byte[random.nextInt(400)]), TlvStream.EMPTY)
        : new UpdateFailMalformedHtlc(node.data().channelId(), htlc.id(), ByteVector32.One, 0x8000 | random.nextInt(100));
  }

  /** Valid for whatever the node's next commitment is, or for another number or with signatures too many. */
  private CommitmentSigned commitmentSigned() {
    Commitments c = commitments();
    CommitmentNumber number = c.localNumber().next();
    CommitmentSpec spec = mirrored(c.markedForNextLocal().localSpec(number));
    CommitmentSignatures signatures;
    try {
      signatures = CommitmentTxs
          .remote(peersParams, c.funding(), number, spec, node.keys.perCommitmentPoint(number), peer.keys).sign(peer.keys);
    } catch (IllegalArgumentException cannotBeBuilt) {
      signatures = new CommitmentSignatures(ByteVector64.Zeroes, List.of());
    }
    List<ByteVector64> htlcs = new ArrayList<>(signatures.htlcs());
    if (random.nextInt(30) == 0) {
      htlcs.add(signatures.commitment());
    }
    return new CommitmentSigned(node.data().channelId(), signatures.commitment(), htlcs, TlvStream.EMPTY);
  }

  private static CommitmentSpec mirrored(CommitmentSpec spec) {
    List<Htlc> htlcs = spec.htlcs().stream()
        .map(h -> new Htlc(h.direction() == Direction.INCOMING ? Direction.OUTGOING : Direction.INCOMING, h.id(), h.amount(),
            h.paymentHash(), h.cltvExpiry()))
        .toList();
    MilliSatoshi peers = spec.toRemote();
    MilliSatoshi nodes = spec.toLocal();
    return new CommitmentSpec(spec.feerate(), peers, nodes, htlcs);
  }

  private RevokeAndAck revocation() {
    CommitmentNumber revoked = commitments().remoteNumber();
    return new RevokeAndAck(node.data().channelId(), peer.keys.perCommitmentSecret(revoked).value,
        peer.keys.perCommitmentPoint(revoked.next().next()), TlvStream.EMPTY);
  }

  private void offer() {
    PaymentPreimage preimage = preimage();
    ChannelEvent.OfferHtlc offer = pair.offer(node, any(AMOUNTS), preimage);
    node.step(offer);
  }

  private void settle() {
    List<ChannelHtlc> all = commitments().htlcs().incoming().stream().filter(h -> commitments().isLockedIn(h)).toList();
    if (all.isEmpty()) {
      return;
    }
    ChannelHtlc htlc = all.get(random.nextInt(all.size()));
    boolean before = htlc.isFulfilled();
    Settlement settlement = random.nextBoolean() ? new Settlement.Fulfilled(preimageOf(htlc)) : new Settlement.Failed(ByteVector.empty);
    node.step(new ChannelEvent.SettleHtlc(htlc.id(), settlement));
    boolean after = commitments().htlcs().get(Direction.INCOMING, htlc.id()).filter(ChannelHtlc::isFulfilled).isPresent();
    earned += !before && after ? htlc.amount().msat() : 0;
  }

  private void reconnect(boolean restart) {
    node.step(new ChannelEvent.Disconnected());
    if (restart) {
      node.restart();
    }
    node.step(new ChannelEvent.Connected(peer.features));
    if (!(node.state() instanceof ChannelState.Reestablishing)) {
      return;
    }
    Commitments c = commitments();
    boolean again = c.isAwaitingRevocation() && random.nextBoolean();
    long revoked = c.localNumber().value() - (c.localNumber().value() > 0 && random.nextInt(4) == 0 ? 1 : 0);
    ByteVector32 secret = revoked == 0 ? ByteVector32.Zeroes : node.keys.perCommitmentSecret(new CommitmentNumber(revoked - 1)).value;
    UInt64 next = new UInt64(c.signedRemoteNumber().value() + (again ? 0 : 1));
    receive(
        new ChannelReestablish(node.data().channelId(), next, new UInt64(revoked), secret, peer.keys.perCommitmentPoint(c.remoteNumber()),
            TlvStream.EMPTY));
  }

  private void closing() {
    switch (random.nextInt(5)) {
      case 0 -> receive(new Shutdown(node.data().channelId(), peer.shutdownScript(), TlvStream.EMPTY));
      case 1 -> node.step(new ChannelEvent.CloseMutual(null));
      default -> receive(new ClosingSigned(node.data().channelId(), new Satoshi(any(AMOUNTS) / 1000), ByteVector64.Zeroes,
          TlvStream.EMPTY));
    }
  }

  private void check() {
    ChannelData data = node.data();
    Commitments c = data.commitments();
    assertThat(c.fees().size()).isLessThan(6);
    long capacity = data.params().capacity().toMilliSatoshi().msat();
    assertThat(c.localSpec(c.localNumber()).total().msat()).isEqualTo(capacity);
    assertThat(c.remoteSpec(c.signedRemoteNumber()).total().msat()).isEqualTo(capacity);
    var published = EnforcingSigner.of(data, node.keys).publishable();
    published.correctlySpends(List.of(pair.funding()), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    if (!data.params().localIsOpener()) {
      long fee = capacity / 1000 - published.txOut.stream().mapToLong(out -> out.amount.toLong()).sum();
      assertThat(fee).as("so little that it cannot be published").isGreaterThanOrEqualTo(253 * published.weight() / 1000 - 1);
    }
    // What the node has and what it has under way: never less than what it began with and earned, less what preimages were shown for.
    long underWay = 0;
    for (ChannelHtlc htlc : c.htlcs().outgoing()) {
      boolean open = !htlc.mark().resolved() && !htlc.isFulfilled();
      boolean back = htlc.mark().removedLocal() != null || htlc.mark().removedRemote() != null;
      underWay += open && !back ? htlc.amount().msat() : 0;
    }
    assertThat(Liquidity.localBalance(c).msat() + underWay).isEqualTo(start + earned - spent);
  }
}
