package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.TxIn;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

class ClosingTest {
  private static final Satoshi FEE = new Satoshi(500);

  /** Alice's dust limit is 354, bob's 546. */
  private final TestChannel channel = new TestChannel(31);

  private ClosingParameters alices(long toBobMsat) {
    var toBob = new MilliSatoshi(toBobMsat);
    return new ClosingParameters(
        channel.aliceFunding(), Side.LOCAL, TestChannel.CAPACITY.toMilliSatoshi().minus(toBob), toBob, TestChannel.P2TR, TestChannel.P2WPKH,
        channel.aliceDustLimit, channel.bobDustLimit);
  }

  private ClosingParameters bobs(long toBobMsat) {
    var alices = alices(toBobMsat);
    return new ClosingParameters(
        channel.bobFunding(), Side.REMOTE, /* toLocal= */ alices.toRemote(), /* toRemote= */ alices.toLocal(), TestChannel.P2WPKH,
        TestChannel.P2TR, channel.bobDustLimit, channel.aliceDustLimit);
  }

  @Test
  void bothSidesBuildTheSame() {
    var alices = alices(300_000_999).build(FEE).orElseThrow();
    var bobs = bobs(300_000_999).build(FEE).orElseThrow();
    assertThat(alices.unsigned()).isEqualTo(bobs.unsigned());
    var tx = alices.unsigned();
    assertThat(tx.version).isEqualTo(2);
    assertThat(tx.lockTime).isZero();
    assertThat(tx.txIn.getFirst().sequence).isEqualTo(TxIn.SEQUENCE_FINAL);
    // In order of amount; the opener pays the fee; each balance is rounded down once.
    assertThat(tx.txOut).extracting(output -> output.amount.toLong()).containsExactly(300_000L, 699_999L - 500);
    assertThat(tx.txOut).extracting(output -> output.publicKeyScript).containsExactly(TestChannel.P2WPKH, TestChannel.P2TR);
    assertThat(alices.fee()).isEqualTo(new Satoshi(501));
  }

  @Test
  void equalAmountsAreOrderedByScript() {
    var tx = alices(499_750_000).build(FEE).orElseThrow().unsigned();
    assertThat(tx.txOut).extracting(output -> output.amount.toLong()).containsExactly(499_750L, 499_750L);
    assertThat(tx.txOut).extracting(output -> output.publicKeyScript).containsExactly(TestChannel.P2WPKH, TestChannel.P2TR);
  }

  @Test
  void signedBySpendsTheFunding() {
    var alices = alices(300_000_000).build(FEE).orElseThrow();
    var bobs = bobs(300_000_000).build(FEE).orElseThrow();
    var atAlice = alices.signed(channel.alice, bobs.sign(channel.bob));
    var atBob = bobs.signed(channel.bob, alices.sign(channel.alice));
    assertThat(atAlice).isEqualTo(atBob);
    TestChannel.checkScripts(atAlice, Map.of(channel.outpoint, channel.aliceFunding().output()));
    assertThat(alices(300_000_000).weight() - atAlice.weight()).isBetween(0L, 6L);
    var forged = alices.signed(channel.alice, alices.sign(channel.alice));
    assertThatThrownBy(() -> TestChannel.checkScripts(forged, Map.of(channel.outpoint, channel.aliceFunding().output())))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void outputsBelowTheSignersDustLimitAreLeftOut() {
    // 400 sat are an output to alice, with her limit of 354, and dust to bob, with his of 546.
    var alices = alices(400_000).build(FEE).orElseThrow();
    var bobs = bobs(400_000).build(FEE).orElseThrow();
    assertThat(alices.remoteOutput()).isPresent();
    assertThat(bobs.localOutput()).isEmpty();
    assertThat(bobs.fee()).isEqualTo(new Satoshi(900));
    // Either recognizes what the other has signed.
    assertThat(alices(400_000).signedByRemote(FEE, bobs.sign(channel.bob)).orElseThrow().unsigned()).isEqualTo(bobs.unsigned());
    assertThat(bobs(400_000).signedByRemote(FEE, alices.sign(channel.alice)).orElseThrow().unsigned()).isEqualTo(alices.unsigned());
  }

  @Test
  void peerMayLeaveOutItsOwnOutputButNotOurs() {
    var withoutBobs = ClosingTx.of(
        channel.bobFunding(), Optional.empty(), bobs(300_000_000).build(FEE).orElseThrow().remoteOutput());
    var accepted = alices(300_000_000).signedByRemote(FEE, withoutBobs.sign(channel.bob)).orElseThrow();
    assertThat(accepted.unsigned()).isEqualTo(withoutBobs.unsigned());
    assertThat(accepted.remoteOutput()).isEmpty();
    var withoutAlices = ClosingTx.of(
        channel.bobFunding(), bobs(300_000_000).build(FEE).orElseThrow().localOutput(), Optional.empty());
    assertThat(alices(300_000_000).signedByRemote(FEE, withoutAlices.sign(channel.bob))).isEmpty();
  }

  @Test
  void otherFeeIsAnotherTransaction() {
    var signature = bobs(300_000_000).build(FEE).orElseThrow().sign(channel.bob);
    assertThat(alices(300_000_000).signedByRemote(FEE, signature)).isPresent();
    assertThat(alices(300_000_000).signedByRemote(new Satoshi(501), signature)).isEmpty();
  }

  @Test
  @Tag("V29")
  void highSIsRefused() {
    var order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    var signature = bobs(300_000_000).build(FEE).orElseThrow().sign(channel.bob);
    var s = order.subtract(new BigInteger(1, signature.drop(32).toByteArray())).toString(16);
    var high = new ByteVector64(signature.take(32).concat(ByteVector.fromHex("0".repeat(64 - s.length()) + s)));
    assertThat(alices(300_000_000).signedByRemote(FEE, high)).isEmpty();
    assertThat(alices(300_000_000).signedByRemote(FEE, ByteVector64.Zeroes)).isEmpty();
  }

  @Test
  void feeIsAtMostWhatTheOpenerHas() {
    var poor = alices(999_700_000);
    assertThat(poor.maxFee()).isEqualTo(new Satoshi(300));
    assertThat(poor.build(new Satoshi(301))).isEmpty();
    assertThat(poor.build(new Satoshi(300)).orElseThrow().localOutput()).isEmpty();
    assertThat(poor.fee(new FeeratePerKw(100_000))).isEqualTo(new Satoshi(300));
    assertThat(alices(300_000_000).fee(new FeeratePerKw(1000))).isEqualTo(new Satoshi(alices(300_000_000).weight()));
    assertThat(alices(0).build(new Satoshi(1_000_000))).isEmpty();
  }

  @Test
  void outputThatTheNetworkDoesNotRelayIsSeen() {
    var lowLimits = new ClosingParameters(
        channel.aliceFunding(), Side.LOCAL, new MilliSatoshi(999_660_000), new MilliSatoshi(340_000), TestChannel.P2WPKH, TestChannel.P2TR,
        new Satoshi(330), new Satoshi(330));
    assertThat(lowLimits.build(FEE).orElseThrow().hasDust()).isTrue();
    assertThat(alices(300_000_000).build(FEE).orElseThrow().hasDust()).isFalse();
  }
}
