package org.l2node.routing.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;
import org.l2node.routing.onion.FailureMessage.InvalidOnionPayload;

class PayloadTest {
  private static final PaymentSecret SECRET = new PaymentSecret(new ByteVector32("24".repeat(32)));

  @Test
  void relayPayloadHasTheBytesOfBolt4() throws InvalidPayloadException {
    ByteVector bytes = new ByteVector("02023a98040205dc06080000000000000001");
    RelayPayload payload = new RelayPayload(new MilliSatoshi(15_000), new CltvExpiry(1500), new ShortChannelId(1));
    assertThat(payload.write()).isEqualTo(bytes);
    assertThat(RelayPayload.read(bytes)).isEqualTo(payload);
  }

  @Test
  void finalPayloadHasTheBytesOfBolt4() throws InvalidPayloadException {
    ByteVector bytes = new ByteVector("02022710" + "040203e8" + "0822" + "24".repeat(32) + "2710" + "1003abcdef");
    FinalPayload payload = FinalPayload.of(new MilliSatoshi(10_000), new CltvExpiry(1000), SECRET, new ByteVector("abcdef"));
    assertThat(payload.write()).isEqualTo(bytes);
    assertThat(FinalPayload.read(bytes)).isEqualTo(payload);
    assertThat(payload.total()).isEqualTo(new MilliSatoshi(10_000));
    assertThat(payload.toString()).doesNotContain("2424");
  }

  @Test
  void unknownOddRecordsAreIgnoredOrKept() throws InvalidPayloadException {
    RelayPayload relay = RelayPayload.read(new ByteVector("0101ff" + "02010a" + "040114" + "06080000000000000007" + "fdffff00"));
    assertThat(relay).isEqualTo(new RelayPayload(new MilliSatoshi(10), new CltvExpiry(20), new ShortChannelId(7)));
    FinalPayload last = FinalPayload.read(new ByteVector("02010a" + "040114" + "fdffff01aa"));
    assertThat(last.unknown()).isEqualTo(TlvStream.of(new Tlv(65535, new ByteVector("aa"))));
    assertThat(last.paymentData()).isNull();
    assertThat(last.total()).isEqualTo(new MilliSatoshi(10));
    assertThat(FinalPayload.read(last.write())).isEqualTo(last);
  }

  @ParameterizedTest
  @CsvSource({
      // no amount, no expiry, no channel
      "040114" + "06080000000000000007,2,0", "02010a" + "06080000000000000007,4,0", "02010a" + "040114,6,0",
      // for the final node only
      "02010a" + "040114" + "06080000000000000007" + "080101,8,16", "02010a" + "040114" + "06080000000000000007" + "100101,16,16",
      // blinded routes are not offered
      "02010a" + "040114" + "06080000000000000007" + "0a0101,10,16",
      // unknown even type; out of order; twice
      "02010a" + "040114" + "06080000000000000007" + "fd010000,256,16", "040114" + "02010a,2,3", "02010a" + "02010a,2,3",
      // value too short, too long, not minimal, more than all money
      "02010a" + "040114" + "060700000000000007,6,6", "02010a" + "040114" + "0609000000000000000700,6,6", "0202000a,2,0",
      "020901ffffffffffffffff,2,0", "0208ffffffffffffffff" + "040114" + "06080000000000000007,2,0",
      "02010a" + "0405ffffffffff" + "06080000000000000007,4,3",
      // length beyond the end, length missing, type not minimal
      "02010a" + "0402ff,4,3", "02010a" + "04,4,3", "fd000201ff,0,0", "02feffffffff00,2,0"})
  void badRelayPayloadsNameTypeAndOffset(String hex, long type, int offset) {
    assertThatThrownBy(() -> RelayPayload.read(new ByteVector(hex))).isInstanceOfSatisfying(
        InvalidPayloadException.class,
        e -> assertThat(e.failure()).isEqualTo(new InvalidOnionPayload(type, offset)));
  }

  @ParameterizedTest
  @CsvSource({
      "040114,2,0", "02010a,4,0", "02010a" + "040114" + "06080000000000000007,6,6", "02010a" + "040114" + "081f" + "24,8,6",
      // a secret cut short, a total that is not minimal, more than all money
      "02010a" + "040114" + "080124,8,6",
      "02010a" + "040114" + "0822" + "2424242424242424242424242424242424242424242424242424242424242424" + "000a,8,6",
      "02010a" + "040114" + "0828" + "2424242424242424242424242424242424242424242424242424242424242424" + "ffffffffffffffff,8,6",
      "02010a" + "040114" + "120101,18,6", "02010a" + "040114" + "ff0000000146c6616c021234,5482373484,6"})
  void badFinalPayloadsNameTypeAndOffset(String hex, long type, int offset) {
    assertThatThrownBy(() -> FinalPayload.read(new ByteVector(hex))).isInstanceOfSatisfying(
        InvalidPayloadException.class,
        e -> assertThat(e.failure()).isEqualTo(new InvalidOnionPayload(type, offset)));
  }

  @Test
  void introductionPointIsSeen() {
    ByteVector blinded = new ByteVector("0a0101" + "0c0102");
    assertThat(RelayPayload.startsBlindedRoute(blinded)).isTrue();
    assertThat(RelayPayload.startsBlindedRoute(new ByteVector("0a0101"))).isFalse();
    assertThat(RelayPayload.startsBlindedRoute(new ByteVector("02feffffffff00"))).isFalse();
  }

  @Test
  void anyBytesAreAPayloadOrATypedFailure() {
    Random random = new Random(11);
    ByteVector valid = FinalPayload.of(new MilliSatoshi(10_000), new CltvExpiry(1000), SECRET, new ByteVector("abcdef")).write();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? valid.toByteArray() : new byte[random.nextInt(60)];
      if (i % 2 == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      } else {
        random.nextBytes(bytes);
      }
      ByteVector payload = new ByteVector(bytes);
      RelayPayload.startsBlindedRoute(payload);
      try {
        RelayPayload.read(payload);
      } catch (InvalidPayloadException e) {
        assertThat(e.failure().offset()).isLessThanOrEqualTo(payload.size());
      }
      try {
        assertThat(FinalPayload.read(FinalPayload.read(payload).write())).isEqualTo(FinalPayload.read(payload));
      } catch (InvalidPayloadException e) {
        assertThat(e.failure().offset()).isLessThanOrEqualTo(payload.size());
      }
    }
  }
}
