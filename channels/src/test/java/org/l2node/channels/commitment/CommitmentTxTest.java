package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.Bolt3Vectors;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

class CommitmentTxTest {
  private static final BigInteger ORDER = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private final TestChannel channel = new TestChannel(5);

  @Test
  void fundingOutputMatchesBolt3() {
    JsonNode vector = Bolt3Vectors.read("funding");
    var local = PublicKey.fromHex(vector.get("localFundingPubkey").textValue());
    var remote = PublicKey.fromHex(vector.get("remoteFundingPubkey").textValue());
    var tx = Transaction.read(vector.get("tx").textValue());
    assertThat(tx.txid).hasToString(vector.get("txId").textValue());
    var output = tx.txOut.get(vector.get("outputIndex").intValue());
    var capacity = new Satoshi(vector.get("fundingSat").longValue());
    // Either order of the keys gives the same output.
    for (Funding funding : List.of(new Funding(channel.outpoint, capacity, local, remote),
        new Funding(channel.outpoint, capacity, remote, local))) {
      assertThat(funding.witnessScript().toHex()).isEqualTo(vector.get("witnessScript").textValue());
      assertThat(funding.output()).isEqualTo(output);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 30, 483})
  void bothSidesBuildTheSameAndAcceptEachOther(int count) {
    var spec = TestChannel.spec(253, 200_000, TestChannel.htlcs(count, 600_000));
    assertThat(channel.aliceAtBob(spec).unsigned()).isEqualTo(channel.aliceLocal(spec).unsigned());
    assertThat(channel.bobAtAlice(spec).unsigned()).isEqualTo(channel.bobLocal(spec).unsigned());
    assertThat(channel.aliceLocal(spec).verify(channel.aliceAtBob(spec).sign(channel.bob))).isEmpty();
    assertThat(channel.bobLocal(spec).verify(channel.bobAtAlice(spec).sign(channel.alice))).isEmpty();
    assertThat(channel.aliceLocal(spec).htlcTxs()).hasSize(count);
  }

  @Test
  void weightIsTheExpectedOne() {
    var format = new AnchorsZeroFeeHtlc();
    assertThat(format.weight(0)).isEqualTo(1124);
    assertThat(format.weight(483)).isEqualTo(1124 + 172 * 483);
    for (int count : List.of(0, 3, 248)) {
      var spec = TestChannel.spec(253, 200_000, TestChannel.htlcs(count, 600_000));
      var signed = channel.aliceLocal(spec).signed(channel.alice, channel.aliceAtBob(spec).sign(channel.bob).commitment());
      // The expected weight counts 3 bytes for the number of outputs and two signatures of 73 bytes.
      assertThat((long) signed.weight()).isBetween(format.weight(count) - 8 - 6, format.weight(count));
    }
  }

  @Test
  void orderOfTheSpecDoesNotMatter() {
    var htlcs = new ArrayList<>(TestChannel.htlcs(40, 700_000));
    // Two alike in all but expiry, two alike in everything but their number.
    htlcs.add(new Htlc(Direction.OUTGOING, new HtlcId(100), new MilliSatoshi(900_000), TestChannel.hash(100), new CltvExpiry(700_007)));
    htlcs.add(new Htlc(Direction.OUTGOING, new HtlcId(101), new MilliSatoshi(900_999), TestChannel.hash(100), new CltvExpiry(700_003)));
    htlcs.add(new Htlc(Direction.OUTGOING, new HtlcId(102), new MilliSatoshi(900_000), TestChannel.hash(100), new CltvExpiry(700_003)));
    var expected = channel.aliceLocal(TestChannel.spec(500, 100_000, htlcs));
    var ofSameHash = expected.htlcTxs().stream().map(HtlcTx::htlc).filter(htlc -> htlc.paymentHash().equals(TestChannel.hash(100)))
        .toList();
    assertThat(ofSameHash.stream().map(htlc -> htlc.id().value())).containsExactly(101L, 102L, 100L);
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(htlcs, new Random(seed));
      var shuffled = channel.aliceLocal(TestChannel.spec(500, 100_000, htlcs));
      assertThat(shuffled.unsigned()).isEqualTo(expected.unsigned());
      assertThat(shuffled.htlcTxs().stream().map(HtlcTx::htlc))
          .containsExactlyElementsOf(expected.htlcTxs().stream().map(HtlcTx::htlc).toList());
    }
  }

  @Test
  void htlcsAtTheDustLimitAreTrimmedByEachOwnersOwn() {
    // Alice's limit is 354, bob's is 546. The millisatoshi do not count.
    var htlcs = List.of(
        htlc(0, Direction.OUTGOING, 353_999), htlc(1, Direction.INCOMING, 354_000), htlc(2, Direction.INCOMING, 545_999),
        htlc(3, Direction.OUTGOING, 546_000));
    var spec = TestChannel.spec(1000, 100_000, htlcs);
    assertThat(channel.aliceLocal(spec).htlcTxs().stream().map(htlcTx -> htlcTx.htlc().id().value())).containsExactly(1L, 2L, 3L);
    assertThat(channel.bobAtAlice(spec).htlcTxs().stream().map(htlcTx -> htlcTx.htlc().id().value())).containsExactly(3L);
    var parameters = channel.aliceParameters();
    assertThat(parameters.dustExposure(spec, Side.LOCAL)).isEqualTo(new MilliSatoshi(353_999));
    assertThat(parameters.dustExposure(spec, Side.REMOTE)).isEqualTo(new MilliSatoshi(353_999 + 354_000 + 545_999));
  }

  private static Htlc htlc(long id, Direction direction, long msat) {
    return new Htlc(direction, new HtlcId(id), new MilliSatoshi(msat), TestChannel.hash(id), new CltvExpiry(500_000));
  }

  @Test
  void anchorsFollowTheOutputs() {
    var noBob = channel.aliceLocal(TestChannel.spec(1000, 0, List.of()));
    assertThat(noBob.toRemoteOutput()).isEmpty();
    assertThat(noBob.anchorOutput(Side.REMOTE)).isEmpty();
    assertThat(noBob.anchorOutput(Side.LOCAL)).isPresent();
    assertThat(noBob.unsigned().txOut).hasSize(2);
    var withHtlc = channel.aliceLocal(TestChannel.spec(1000, 0, TestChannel.htlcs(1, 1_000_000)));
    assertThat(withHtlc.toRemoteOutput()).isEmpty();
    assertThat(withHtlc.anchorOutput(Side.REMOTE)).isPresent();
    assertThat(withHtlc.anchorOutput(Side.LOCAL)).isPresent();
    // A trimmed HTLC has no output to hurry for.
    assertThat(channel.aliceLocal(TestChannel.spec(1000, 0, TestChannel.htlcs(1, 100_000))).anchorOutput(Side.REMOTE)).isEmpty();
  }

  @Test
  void numberIsFoundAgainInTheTransaction() {
    for (long n : List.of(0L, 1L, 42L, (1L << 24) + 7, (1L << 48) - 1)) {
      var number = new CommitmentNumber(n);
      var spec = TestChannel.spec(1000, 1000, List.of());
      var tx = CommitmentTx
          .build(channel.aliceFunding(), channel.aliceParameters(), Side.LOCAL, number, channel.aliceLocal(spec).keys(), spec).unsigned();
      assertThat(CommitmentTx.numberOf(tx, channel.aliceParameters())).isEqualTo(number);
      assertThat(CommitmentTx.numberOf(tx, channel.bobParameters())).isEqualTo(number);
      assertThat(tx.lockTime >>> 24).isEqualTo(0x20);
      assertThat(tx.txIn.getFirst().sequence >>> 24).isEqualTo(0x80);
    }
  }

  @Test
  void badSignaturesAreRefused() {
    var spec = TestChannel.spec(1000, 200_000, TestChannel.htlcs(3, 1_000_000));
    var local = channel.aliceLocal(spec);
    var good = channel.aliceAtBob(spec).sign(channel.bob);
    assertThat(local.verify(good)).isEmpty();
    assertThat(local.verify(new CommitmentSignatures(good.commitment(), good.htlcs().subList(0, 2))))
        .contains("2 HTLC signatures for 3 untrimmed HTLCs of commitment 1234");
    for (ByteVector64 bad : badVersions(good.commitment())) {
      assertThat(local.verify(new CommitmentSignatures(bad, good.htlcs()))).contains("bad signature for commitment 1234");
    }
    for (ByteVector64 bad : badVersions(good.htlcs().get(1))) {
      assertThat(local.verify(new CommitmentSignatures(good.commitment(), List.of(good.htlcs().get(0), bad, good.htlcs().get(2)))))
          .contains("bad signature for HTLC transaction 1 of commitment 1234");
    }
    assertThat(local.verify(new CommitmentSignatures(good.commitment(), good.htlcs().reversed()))).isPresent();
  }

  private static List<ByteVector64> badVersions(ByteVector64 good) {
    var r = good.take(32);
    var s = new BigInteger(1, good.drop(32).toByteArray());
    return List.of(
        good.update(5, (byte) ~good.get(5)),
        // As good to the curve, but the network does not relay it.
        new ByteVector64(r.concat(bytes32(ORDER.subtract(s)))),
        new ByteVector64(r.concat(new byte[32])),
        new ByteVector64(new ByteVector(new byte[32]).concat(good.drop(32))),
        new ByteVector64(ByteVector.fromHex("ff".repeat(32)).concat(good.drop(32))),
        new ByteVector64(r.concat(bytes32(ORDER))),
        ByteVector64.Zeroes);
  }

  private static byte[] bytes32(BigInteger value) {
    var hex = value.toString(16);
    return ByteVector.fromHex("0".repeat(64 - hex.length()) + hex).toByteArray();
  }

  @Test
  @Tag("V29")
  void halfTheOrderIsTheGreatestLowS() {
    var half = ORDER.shiftRight(1);
    assertThat(Signatures.isLowS(new ByteVector64(new ByteVector(new byte[32]).concat(bytes32(half))))).isTrue();
    assertThat(Signatures.isLowS(new ByteVector64(new ByteVector(new byte[32]).concat(bytes32(half.add(BigInteger.ONE)))))).isFalse();
  }

  @Test
  void htlcSighashIsTheLibrarys() {
    for (int seed = 0; seed < 5; seed++) {
      var other = new TestChannel(seed);
      var commitment = other.aliceLocal(TestChannel.spec(800, 50_000, TestChannel.htlcs(20, 1_234_567)));
      var delayedScript = new ByteVector(Scripts.payToWitnessScriptHash(commitment.delayedWitnessScript().toByteArray()));
      var sighash = new HtlcSighash(commitment.unsigned().hash, delayedScript);
      for (HtlcTx htlcTx : commitment.htlcTxs()) {
        var expected = Sighash.ofInput(
            htlcTx.unsigned(), 0, htlcTx.witnessScriptBytes(), htlcTx.amount(), SigHash.SIGHASH_SINGLE | SigHash.SIGHASH_ANYONECANPAY);
        assertThat(sighash.of(htlcTx)).isEqualTo(expected);
      }
    }
  }

  @Test
  void fundingSighashIsTheLibrarys() {
    for (int count : List.of(0, 1, 50, 483)) {
      var tx = channel.aliceLocal(TestChannel.spec(800, 50_000, TestChannel.htlcs(count, 700_000))).unsigned();
      var funding = channel.aliceFunding();
      var expected = Sighash.ofInput(tx, 0, funding.witnessScript().toByteArray(), funding.capacity(), SigHash.SIGHASH_ALL);
      assertThat(funding.sighash(tx)).isEqualTo(expected);
    }
  }

  @Test
  void wrongSideIsABug() {
    var spec = TestChannel.spec(1000, 1000, List.of());
    var signatures = channel.aliceAtBob(spec).sign(channel.bob);
    assertThatThrownBy(() -> channel.aliceLocal(spec).sign(channel.alice)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channel.bobAtAlice(spec).verify(signatures)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channel.bobAtAlice(spec).signed(channel.alice, signatures.commitment()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void specMustHoldTheCapacity() {
    var spec = TestChannel.spec(1000, 1000, List.of());
    var less = new CommitmentSpec(spec.feerate(), spec.toLocal().minus(new MilliSatoshi(1)), spec.toRemote(), List.of());
    assertThatThrownBy(() -> channel.aliceLocal(less)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textsShowNoSecret() {
    var spec = TestChannel.spec(1000, 200_000, TestChannel.htlcs(1, 1_000_000));
    var commitment = channel.aliceLocal(spec);
    assertThat(commitment + " " + commitment.htlcTxs() + " " + spec).doesNotContain(commitment.keys().localHtlcKey().toHex());
  }
}
