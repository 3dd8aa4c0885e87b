package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l2node.channels.units.Satoshi;

class ShutdownScriptTest {
  @ParameterizedTest
  @Tag("V41")
  @CsvSource({
      // head, length of the program, without and with option_shutdown_anysegwit
      "0014, 20, true, true",
      "0020, 32, true, true",
      "0013, 19, false, false",
      "0014, 19, false, false",
      "0014, 21, false, false",
      "0020, 31, false, false",
      "0002, 2, false, false",
      "5120, 32, false, true",
      "5102, 2, false, true",
      "5101, 1, false, false",
      "6028, 40, false, true",
      "6029, 41, false, false",
      "6020, 31, false, false",
      "6020, 33, false, false",
      "5020, 32, false, false",
      "6120, 32, false, false",
      "4f20, 32, false, false",
      "514c20, 32, false, false",
      "6a14, 20, false, false",
      "76a914, 20, false, false",
      "a914, 20, false, false"})
  void onlyTheFormsOfBolt2AreAllowed(String head, int length, boolean plain, boolean anySegwit) {
    var script = ByteVector.fromHex(head + "61".repeat(length));
    assertThat(ShutdownScript.isAllowed(script, false)).isEqualTo(plain);
    assertThat(ShutdownScript.isAllowed(script, true)).isEqualTo(anySegwit);
  }

  @Test
  void legacyFormsWithTheirTailAreRefused() {
    for (String hex : new String[]{"", "00", "51", "76a914" + "ab".repeat(20) + "88ac", "a914" + "ab".repeat(20) + "87"}) {
      assertThat(ShutdownScript.isAllowed(ByteVector.fromHex(hex), true)).isFalse();
      assertThat(ShutdownScript.dustLimit(ByteVector.fromHex(hex))).isEqualTo(new Satoshi(546));
    }
  }

  @Test
  void dustLimitsAreThoseOfBolt3() {
    assertThat(ShutdownScript.dustLimit(TestChannel.P2WPKH)).isEqualTo(new Satoshi(294));
    assertThat(ShutdownScript.dustLimit(TestChannel.P2WSH)).isEqualTo(new Satoshi(330));
    assertThat(ShutdownScript.dustLimit(TestChannel.P2TR)).isEqualTo(new Satoshi(354));
  }

  @ParameterizedTest
  @CsvSource({"6, true", "5, false", "75, true", "76, false"})
  void opReturnWithAShortPush(int length, boolean allowed) {
    assertThat(ShutdownScript.isOpReturn(new ByteVector("6a" + String.format("%02x", length) + "11".repeat(length)))).isEqualTo(allowed);
    assertThat(ShutdownScript.isOpReturn(new ByteVector("6a" + String.format("%02x", length) + "11".repeat(length + 1)))).isFalse();
    assertThat(ShutdownScript.isOpReturn(new ByteVector("6a" + String.format("%02x", length) + "11".repeat(length - 1)))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"75, false", "76, true", "80, true", "81, false"})
  void opReturnWithALongPush(int length, boolean allowed) {
    String script = "6a4c" + String.format("%02x", length) + "11".repeat(length);
    assertThat(ShutdownScript.isOpReturn(new ByteVector(script))).isEqualTo(allowed);
    assertThat(ShutdownScript.isOpReturn(new ByteVector(script + "11"))).isFalse();
    assertThat(ShutdownScript.dustLimit(new ByteVector("6a06111111111111"))).isEqualTo(Satoshi.ZERO);
  }

  @Test
  void opReturnAloneIsNoScript() {
    for (String script : new String[]{"", "6a", "6a4c", "6b06111111111111"}) {
      assertThat(ShutdownScript.isOpReturn(new ByteVector(script))).isFalse();
    }
  }
}
