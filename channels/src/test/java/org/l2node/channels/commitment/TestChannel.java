package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.keys.KeyTests;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;

/** A channel between alice, who opened it, and bob, seen by both. */
public final class TestChannel {
  public static final Satoshi CAPACITY = new Satoshi(1_000_000);
  public static final ByteVector P2WPKH = ByteVector.fromHex("0014" + "ab".repeat(20));
  public static final ByteVector P2WSH = ByteVector.fromHex("0020" + "cd".repeat(32));
  public static final ByteVector P2TR = ByteVector.fromHex("5120" + "ef".repeat(32));
  public static final CommitmentNumber NUMBER = new CommitmentNumber(1234);

  public final Random random;
  public final ChannelKeys alice;
  public final ChannelKeys bob;
  public final Satoshi aliceDustLimit;
  public final Satoshi bobDustLimit;
  public final OutPoint outpoint;

  public TestChannel(long seed) {
    this(seed, new Satoshi(354), new Satoshi(546));
  }

  public TestChannel(long seed, Satoshi aliceDustLimit, Satoshi bobDustLimit) {
    this.random = new Random(seed);
    this.alice = KeyTests.channelKeys(random);
    this.bob = KeyTests.channelKeys(random);
    this.aliceDustLimit = aliceDustLimit;
    this.bobDustLimit = bobDustLimit;
    this.outpoint = new OutPoint(new TxId(KeyTests.bytes32(random)), random.nextInt(3));
  }

  public Funding aliceFunding() {
    return new Funding(outpoint, CAPACITY, alice.basepoints().fundingPubkey(), bob.basepoints().fundingPubkey());
  }

  public Funding bobFunding() {
    return new Funding(outpoint, CAPACITY, bob.basepoints().fundingPubkey(), alice.basepoints().fundingPubkey());
  }

  private SideParameters aliceSide() {
    return new SideParameters(alice.basepoints(), aliceDustLimit, new ToSelfDelay(144));
  }

  private SideParameters bobSide() {
    return new SideParameters(bob.basepoints(), bobDustLimit, new ToSelfDelay(720));
  }

  public CommitmentParameters aliceParameters() {
    return new CommitmentParameters(Side.LOCAL, aliceSide(), bobSide(), new AnchorsZeroFeeHtlc());
  }

  public CommitmentParameters bobParameters() {
    return new CommitmentParameters(Side.REMOTE, bobSide(), aliceSide(), new AnchorsZeroFeeHtlc());
  }

  /** Alice's own commitment. */
  public CommitmentTx aliceLocal(CommitmentSpec spec) {
    var keys = CommitmentKeys.ofLocal(alice, bob.basepoints(), alice.perCommitmentPoint(NUMBER));
    return CommitmentTx.build(aliceFunding(), aliceParameters(), Side.LOCAL, NUMBER, keys, spec);
  }

  /** Alice's commitment as bob builds it, from alice's view of the spec. */
  public CommitmentTx aliceAtBob(CommitmentSpec spec) {
    var keys = CommitmentKeys.ofRemote(bob, alice.basepoints(), alice.perCommitmentPoint(NUMBER));
    return CommitmentTx.build(bobFunding(), bobParameters(), Side.REMOTE, NUMBER, keys, mirrored(spec));
  }

  /** Bob's own commitment, from alice's view of the spec. */
  public CommitmentTx bobLocal(CommitmentSpec spec) {
    var keys = CommitmentKeys.ofLocal(bob, alice.basepoints(), bob.perCommitmentPoint(NUMBER));
    return CommitmentTx.build(bobFunding(), bobParameters(), Side.LOCAL, NUMBER, keys, mirrored(spec));
  }

  /** Bob's commitment as alice builds it. */
  public CommitmentTx bobAtAlice(CommitmentSpec spec) {
    var keys = CommitmentKeys.ofRemote(alice, bob.basepoints(), bob.perCommitmentPoint(NUMBER));
    return CommitmentTx.build(aliceFunding(), aliceParameters(), Side.REMOTE, NUMBER, keys, spec);
  }

  public static CommitmentSpec mirrored(CommitmentSpec spec) {
    var htlcs = spec.htlcs().stream()
        .map(htlc -> new Htlc(
            htlc.direction() == Direction.INCOMING ? Direction.OUTGOING : Direction.INCOMING,
            htlc.id(), htlc.amount(), htlc.paymentHash(), htlc.cltvExpiry()))
        .toList();
    return new CommitmentSpec(spec.feerate(), /* toLocal= */ spec.toRemote(), /* toRemote= */ spec.toLocal(), htlcs);
  }

  /** A spec that gives bob {@code toBob}, locks {@code htlcs}, and leaves alice the rest. */
  public static CommitmentSpec spec(long feerate, long toBobSat, List<Htlc> htlcs) {
    long locked = htlcs.stream().mapToLong(htlc -> htlc.amount().msat()).sum();
    var toAlice = new MilliSatoshi(CAPACITY.sat() * 1000 - toBobSat * 1000 - locked);
    return new CommitmentSpec(new FeeratePerKw(feerate), toAlice, new MilliSatoshi(toBobSat * 1000), htlcs);
  }

  public static PaymentPreimage preimage(long id) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) id;
    bytes[1] = (byte) (id >> 8);
    return new PaymentPreimage(new fr.acinq.bitcoin.ByteVector32(bytes));
  }

  public static PaymentHash hash(long id) {
    return preimage(id).hash();
  }

  /** HTLCs of alternating directions, from alice's view. */
  public static List<Htlc> htlcs(int count, long amountMsat) {
    var htlcs = new ArrayList<Htlc>();
    for (int i = 0; i < count; i++) {
      var direction = i % 2 == 0 ? Direction.OUTGOING : Direction.INCOMING;
      htlcs.add(new Htlc(direction, new HtlcId(i), new MilliSatoshi(amountMsat + i % 7 * 1000L), hash(i), new CltvExpiry(800_000 + i % 5)));
    }
    return htlcs;
  }

  /** Runs the scripts of {@code tx} by all rules that the network relays by. */
  public static void checkScripts(Transaction tx, Map<OutPoint, TxOut> spent) {
    tx.correctlySpends(spent, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
  }

  public static void checkScripts(Transaction tx, Transaction parent) {
    tx.correctlySpends(List.of(parent), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
  }
}
