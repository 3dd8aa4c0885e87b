package org.l2node.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.MilliSatoshi;

/** Amounts as people write them: read and shown in a form that is read as the same, or refused. */
class AmountFuzzTest {
  static Stream<byte[]> amounts() {
    return Stream.of("25000sat", "1000msat", "0.001btc", "0.00000000001BTC", "1.5sat").map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void amounts(byte[] bytes) {
    MilliSatoshi amount;
    try {
      amount = AmountText.milliSatoshi(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(AmountText.milliSatoshi(AmountText.show(amount.msat()))).isEqualTo(amount);
  }
}
