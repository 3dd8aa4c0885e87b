package org.l2node.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  @TempDir
  Path folder;

  private Settings file(String text) throws Exception {
    return Settings.ofFile(Files.writeString(folder.resolve("l2.conf"), text));
  }

  @Test
  void flagsCountBeforeTheFile() throws Exception {
    Settings settings = file("# ours\nalias = shop\n\nfee_ppm=5\n").overriddenBy(new Settings().set(Setting.ALIAS, "bar"));
    assertThat(settings.require(Setting.ALIAS)).isEqualTo("bar");
    assertThat(settings.number(Setting.FEE_PPM, 0, 10, 1)).isEqualTo(5);
    assertThat(settings.number(Setting.MIN_DEPTH, 0, 10, 3)).isEqualTo(3);
  }

  @Test
  void unknownKeyIsRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> file("alis = shop")).isInstanceOf(ConfigException.class).hasMessageContaining("line 1")
        .hasMessageContaining("did you mean 'alias'");
    assertThatThrownBy(() -> file("colour = red")).isInstanceOf(ConfigException.class).hasMessageEndingWith("unknown setting 'colour'");
  }

  @Test
  void valuesAreCalledAsTheyWereWritten() throws Exception {
    Settings settings = file("fee_ppm = many\nmin_depth = 1").overriddenBy(new Settings().flag(Setting.MIN_DEPTH, "few"));
    assertThatThrownBy(() -> settings.number(Setting.FEE_PPM, 0, 10, 1)).hasMessageStartingWith("fee_ppm: 'many'");
    assertThatThrownBy(() -> settings.number(Setting.MIN_DEPTH, 0, 10, 1)).hasMessageStartingWith("--min-depth: 'few'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alias", "= shop", "alias = a\nalias = b"})
  void malformedLinesAreRefused(String text) {
    assertThatThrownBy(() -> file(text)).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "11", "1.5"})
  void numbersOutOfBoundsAreRefused(String value) {
    assertThatThrownBy(() -> new Settings().set(Setting.FEE_PPM, value).number(Setting.FEE_PPM, 0, 10, 1))
        .isInstanceOf(ConfigException.class).hasMessageContaining("fee_ppm");
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:9735,127.0.0.1,9735", "[::1]:0,::1,0", "node.example:1,node.example,1"})
  void hostAndPort(String text, String host, int port) {
    assertThat(HostPort.parse("listen", text)).isEqualTo(new HostPort(host, port));
    assertThat(HostPort.parse("listen", text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9735", ":9735", "host", "host:", "host:65536", "::1:9735", "host:x"})
  void malformedHostAndPortAreRefused(String text) {
    assertThatThrownBy(() -> HostPort.parse("listen", text)).isInstanceOf(ConfigException.class).hasMessageContaining("listen");
  }
}
