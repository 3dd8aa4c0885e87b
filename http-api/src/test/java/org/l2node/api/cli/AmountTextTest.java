package org.l2node.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

class AmountTextTest {

  @ParameterizedTest
  @CsvSource({"1msat,1", "1000msat,1000", "1sat,1000", "25000sat,25000000", "0.001sat,1", "1.5sat,1500", "0.001btc,100000000",
      "1btc,100000000000",
      "1BTC,100000000000", "0.00000000001btc,1", "0.1btc,10000000000", "21000000btc,2100000000000000000", "0sat,0", "007sat,7000",
      "1.50sat,1500"})
  void readsExactly(String text, long msat) {
    assertThat(AmountText.milliSatoshi(text)).isEqualTo(MilliSatoshi.msat(msat));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"25000|unit is missing", "0.001|unit is missing", "''|not an amount", "sat|not an amount", "-1sat|not an amount",
          "+1sat|not an amount", "1 sat|not an amount", "1,000sat|not an amount", "1e3sat|not an amount", ".5btc|not an amount",
          "1.btc|not an amount",
          "1sats|no unit", "1mBTC|no unit", "1SAT|no unit", "1eur|no unit", "1.5msat|nothing smaller", "0.0001sat|nothing smaller",
          "0.000000000001btc|not an amount",
          "21000000.00000000001btc|more than all", "99999999999999999999sat|not an amount", "9999999999999999999btc|more than all"})
  void refusesWithAHint(String text, String hint) {
    assertThatThrownBy(() -> AmountText.milliSatoshi(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(hint);
  }

  @Test
  void onChainThereAreWholeSatoshiOnly() {
    assertThat(AmountText.satoshi("0.001btc")).isEqualTo(Satoshi.sat(100_000));
    assertThat(AmountText.satoshi("5000msat")).isEqualTo(Satoshi.sat(5));
    assertThatThrownBy(() -> AmountText.satoshi("5001msat")).hasMessageContaining("1sat");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999, 1_000, 1_001, 2_100_000_000_000_000_000L})
  void showsWhatItReads(long msat) {
    assertThat(AmountText.milliSatoshi(AmountText.show(msat)).msat()).isEqualTo(msat);
  }

  @ParameterizedTest
  @CsvSource({"90s,90", "10m,600", "24h,86400", "7d,604800", "0s,0"})
  void readsTimes(String text, long seconds) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "90", "s", "-1s", "1.5h", "1w", "999999999s"})
  void refusesTimes(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
