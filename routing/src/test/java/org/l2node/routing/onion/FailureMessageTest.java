package org.l2node.routing.onion;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.MessageCodec;

class FailureMessageTest {
  private static final ByteVector32 HASH = new ByteVector32("ab".repeat(32));
  private static final MilliSatoshi AMOUNT = new MilliSatoshi(0x1122334455L);
  private static final CltvExpiry EXPIRY = new CltvExpiry(0xc0ffee);
  private static final ChannelUpdate UPDATE = new ChannelUpdate(
      ByteVector64.Zeroes,
      ByteVector32.One,
      ShortChannelId.of(1, 2, 3),
      1_700_000_000L,
      1,
      0,
      new CltvExpiryDelta(80),
      new UInt64(1),
      1000,
      100,
      new UInt64(5_000_000),
      ByteVector.empty);
  private static final String UPDATE_HEX = new ByteVector(MessageCodec.encode(UPDATE)).toHex();

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of(new FailureMessage.TemporaryNodeFailure(), "2002", "temporary_node_failure"),
        Arguments.of(new FailureMessage.PermanentNodeFailure(), "6002", "permanent_node_failure"),
        Arguments.of(new FailureMessage.RequiredNodeFeatureMissing(), "6003", "required_node_feature_missing"),
        Arguments.of(new FailureMessage.InvalidOnionVersion(HASH), "c004" + HASH, "invalid_onion_version"),
        Arguments.of(new FailureMessage.InvalidOnionHmac(HASH), "c005" + HASH, "invalid_onion_hmac"),
        Arguments.of(new FailureMessage.InvalidOnionKey(HASH), "c006" + HASH, "invalid_onion_key"),
        Arguments.of(new FailureMessage.TemporaryChannelFailure(null), "10070000", "temporary_channel_failure"),
        Arguments.of(new FailureMessage.TemporaryChannelFailure(UPDATE), "1007008a" + UPDATE_HEX, "temporary_channel_failure"),
        Arguments.of(new FailureMessage.PermanentChannelFailure(), "4008", "permanent_channel_failure"),
        Arguments.of(new FailureMessage.RequiredChannelFeatureMissing(), "4009", "required_channel_feature_missing"),
        Arguments.of(new FailureMessage.UnknownNextPeer(), "400a", "unknown_next_peer"),
        Arguments.of(
            new FailureMessage.AmountBelowMinimum(AMOUNT, UPDATE),
            "100b0000001122334455008a" + UPDATE_HEX,
            "amount_below_minimum"),
        Arguments.of(new FailureMessage.FeeInsufficient(AMOUNT, UPDATE), "100c0000001122334455008a" + UPDATE_HEX, "fee_insufficient"),
        Arguments.of(new FailureMessage.IncorrectCltvExpiry(EXPIRY, null), "100d00c0ffee0000", "incorrect_cltv_expiry"),
        Arguments.of(new FailureMessage.ExpiryTooSoon(null), "100e0000", "expiry_too_soon"),
        Arguments.of(
            new FailureMessage.IncorrectOrUnknownPaymentDetails(AMOUNT, new BlockHeight(800_000)),
            "400f0000001122334455000c3500",
            "incorrect_or_unknown_payment_details"),
        Arguments.of(new FailureMessage.FinalIncorrectCltvExpiry(EXPIRY), "001200c0ffee", "final_incorrect_cltv_expiry"),
        Arguments.of(new FailureMessage.FinalIncorrectHtlcAmount(AMOUNT), "00130000001122334455", "final_incorrect_htlc_amount"),
        Arguments.of(new FailureMessage.ChannelDisabled(0, null), "101400000000", "channel_disabled"),
        Arguments.of(new FailureMessage.ExpiryTooFar(), "0015", "expiry_too_far"),
        Arguments.of(new FailureMessage.InvalidOnionPayload(0xfe, 513), "4016fd00fe0201", "invalid_onion_payload"),
        Arguments.of(new FailureMessage.MppTimeout(), "0017", "mpp_timeout"),
        Arguments.of(new FailureMessage.InvalidOnionBlinding(HASH), "c018" + HASH, "invalid_onion_blinding"),
        Arguments.of(new FailureMessage.Unknown(0x4063, new ByteVector("0102")), "40630102", "unknown failure code 16483"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyCodeHasItsBytesAndName(FailureMessage failure, String hex, String name) {
    assertThat(failure.write().toHex()).isEqualTo(hex);
    assertThat(FailureMessage.read(new ByteVector(hex))).isEqualTo(failure);
    assertThat(failure.text()).isEqualTo(name);
    assertThat(failure.isBadOnion()).isEqualTo((failure.code() & 0x8000) != 0);
    assertThat(failure.isPermanent()).isEqualTo((failure.code() & 0x4000) != 0);
    assertThat(failure.isNodeFailure()).isEqualTo((failure.code() & 0x2000) != 0);
    assertThat(failure.isUpdate()).isEqualTo((failure.code() & 0x1000) != 0);
  }

  @ParameterizedTest
  @MethodSource("table")
  void bytesLeftOverAreIgnored(FailureMessage failure, String hex, String name) {
    if (!(failure instanceof FailureMessage.Unknown)) {
      assertThat(FailureMessage.read(new ByteVector(hex + "fd84d10101"))).isEqualTo(failure);
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void dataCutShortKeepTheCode(FailureMessage failure, String hex, String name) {
    FailureMessage cut = FailureMessage.read(new ByteVector(hex).dropRight(1));
    if (hex.length() > 4) {
      assertThat(cut).isInstanceOf(FailureMessage.Unknown.class);
      assertThat(cut.code()).isEqualTo(failure.code());
    }
  }

  @Test
  void updateWithoutItsTypeIsRead() {
    String bare = UPDATE_HEX.substring(4);
    assertThat(FailureMessage.read(new ByteVector("100e0088" + bare))).isEqualTo(new FailureMessage.ExpiryTooSoon(UPDATE));
  }

  @Test
  void unreadableUpdateIsNone() {
    assertThat(FailureMessage.read(new ByteVector("100e00030102ff"))).isEqualTo(new FailureMessage.ExpiryTooSoon(null));
    assertThat(FailureMessage.read(new ByteVector("100e000101"))).isEqualTo(new FailureMessage.ExpiryTooSoon(null));
  }

  @Test
  void anyBytesAreAFailure() {
    Random random = new Random(12);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length >= 2 && i % 2 == 0) {
        bytes[0] = (byte) (16 * random.nextInt(16));
        bytes[1] = (byte) random.nextInt(26);
      }
      FailureMessage failure = FailureMessage.read(new ByteVector(bytes));
      assertThat(FailureMessage.read(failure.write())).isEqualTo(failure);
    }
  }

  @Test
  void malformedBecomesAMessageForTheOrigin() {
    assertThat(FailureMessage.ofMalformed(0xc005, HASH)).isEqualTo(new FailureMessage.InvalidOnionHmac(HASH));
    assertThat(FailureMessage.ofMalformed(0xc018, HASH)).isEqualTo(new FailureMessage.InvalidOnionBlinding(HASH));
    assertThat(FailureMessage.ofMalformed(0x8063, HASH)).isEqualTo(new FailureMessage.Unknown(0x8063, HASH));
  }
}
