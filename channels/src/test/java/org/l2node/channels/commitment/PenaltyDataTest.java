package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.TxId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.WireFormatException;

class PenaltyDataTest {
  private final TestChannel channel = new TestChannel(41);

  /** With 400-sat HTLCs among them, trimmed in bob's commitment. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 100})
  void rebuildsTheRevokedCommitment(int count) {
    var htlcs = new java.util.ArrayList<>(TestChannel.htlcs(count, 600_000));
    htlcs.add(new Htlc(Direction.OUTGOING, new HtlcId(1000), new MilliSatoshi(400_000), TestChannel.hash(1), new CltvExpiry(700_000)));
    var spec = TestChannel.spec(1000, 100_000, htlcs);
    var commitment = channel.bobAtAlice(spec);
    var data = PenaltyData.of(commitment, spec);

    var bytes = data.encode();
    assertThat(bytes.size()).isEqualTo(55 + 53 * count);
    var restored = PenaltyData.decode(bytes);
    assertThat(restored).isEqualTo(data);
    // All that is needed besides is what bob showed when he revoked.
    var point = channel.bob.perCommitmentSecret(TestChannel.NUMBER).publicKey();
    var keys = CommitmentKeys.ofRemote(channel.alice, channel.bob.basepoints(), point);
    var rebuilt = restored.rebuild(channel.aliceFunding(), channel.aliceParameters(), TestChannel.NUMBER, keys);
    assertThat(rebuilt.txId()).isEqualTo(commitment.txId()).isEqualTo(restored.commitmentTxId());
    assertThat(rebuilt.htlcTxs()).hasSize(count);
  }

  @Test
  @Tag("V75")
  void frozenBytesAreRead() {
    var frozen = ByteVector.fromHex(
        "01" + "00".repeat(31) + "aa" + "000000fd" + "00000000000003e8" + "00000000000007d0" + "0002"
            + "00" + "0000000000000007" + "000000000000000a" + "bb".repeat(32) + "000aae60"
            + "01" + "ffffffffffffffff" + "000000000000000b" + "cc".repeat(32) + "000aae61");
    var expected = new PenaltyData(
        new TxId("aa" + "00".repeat(31)), new FeeratePerKw(253), new MilliSatoshi(1000), new MilliSatoshi(2000), List.of(
            new Htlc(
                Direction.INCOMING, new HtlcId(7), new MilliSatoshi(10),
                org.l2node.channels.units.PaymentHash.fromHex("bb".repeat(32)), new CltvExpiry(700_000)),
            new Htlc(
                Direction.OUTGOING, new HtlcId(-1), new MilliSatoshi(11),
                org.l2node.channels.units.PaymentHash.fromHex("cc".repeat(32)), new CltvExpiry(700_001))));
    assertThat(PenaltyData.decode(frozen)).isEqualTo(expected);
    assertThat(expected.encode()).isEqualTo(frozen);
  }

  @Test
  @Tag("V67")
  void damagedBytesAreRefused() {
    var spec = TestChannel.spec(1000, 100_000, TestChannel.htlcs(1, 600_000));
    var bytes = PenaltyData.of(channel.bobAtAlice(spec), spec).encode();
    assertThatThrownBy(() -> PenaltyData.decode(bytes.dropRight(1))).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> PenaltyData.decode(bytes.concat((byte) 0))).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> PenaltyData.decode(bytes.update(0, (byte) 2))).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> PenaltyData.decode(bytes.update(55, (byte) 2))).isInstanceOf(WireFormatException.class);
  }
}
