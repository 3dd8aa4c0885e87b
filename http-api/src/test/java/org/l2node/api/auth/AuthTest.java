package org.l2node.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthTest {
  private static final String TOKEN = "0123456789abcdef".repeat(4);
  private final TokenCheck check = new TokenCheck(AdminToken.of(TOKEN));

  @Test
  void letsOnlyTheTokenIn() {
    assertThat(check.check("Bearer " + TOKEN)).isEqualTo(TokenCheck.Result.VALID);
    assertThat(check.check("bearer  " + TOKEN + " ")).isEqualTo(TokenCheck.Result.VALID);
    assertThat(check.check(null)).isEqualTo(TokenCheck.Result.MISSING);
    assertThat(check.check("")).isEqualTo(TokenCheck.Result.MISSING);
    assertThat(check.check("Basic " + TOKEN)).isEqualTo(TokenCheck.Result.MISSING);
    assertThat(check.check("Bearer " + "x".repeat(1_000))).isEqualTo(TokenCheck.Result.MISSING);
    assertThat(check.check("Bearer ")).isEqualTo(TokenCheck.Result.WRONG);
    assertThat(check.check("Bearer " + TOKEN.substring(1))).isEqualTo(TokenCheck.Result.WRONG);
    assertThat(check.check("Bearer " + TOKEN + "0")).isEqualTo(TokenCheck.Result.WRONG);
    assertThat(check.check("Bearer " + TOKEN.toUpperCase(java.util.Locale.ROOT))).isEqualTo(TokenCheck.Result.WRONG);
  }

  @Test
  void aTokenIsNotShown() {
    assertThat(AdminToken.of(TOKEN).toString()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "password", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", "g123456789abcdef"})
  void refusesWeakTokens(String text) {
    assertThatThrownBy(() -> AdminToken.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void delaysGrowPerSource() {
    FailureDelays delays = new FailureDelays();
    assertThat(delays.onFailure("a", 0)).isZero();
    assertThat(delays.onFailure("a", 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(delays.onFailure("a", 2)).isEqualTo(Duration.ofMillis(200));
    assertThat(delays.onFailure("b", 3)).isZero();
    assertThat(delays.onFailure("a", 4)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void delaysEndAtThirtySeconds() {
    assertThat(FailureDelays.delay(10)).isEqualTo(Duration.ofMillis(25_600));
    assertThat(FailureDelays.delay(11)).isEqualTo(Duration.ofSeconds(30));
    assertThat(FailureDelays.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void sourcesAreForgotten() {
    FailureDelays delays = new FailureDelays();
    delays.onFailure("a", 0);
    delays.onFailure("a", 1);
    assertThat(delays.onFailure("a", TimeUnit.SECONDS.toNanos(121))).isZero();
    for (int i = 0; i < 1_000; i++) {
      delays.onFailure("other" + i, TimeUnit.SECONDS.toNanos(121));
    }
    assertThat(delays.onFailure("a", TimeUnit.SECONDS.toNanos(121))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:9740", "127.255.0.9:1", "[::1]", "[::1]:9740"})
  void knowsThisMachine(String host) {
    assertThat(HostCheck.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "evil.example", "evil.example:9740", "127.0.0.1.evil.example", "localhost.evil.example", "128.0.0.1",
      "127.0.0", "127.0.0.256",
      "127.0.0.1:80:90", "0.0.0.0", "[::2]", "::1", "localhost@evil.example", "localhost:x", "127.1"})
  void refusesOtherHosts(String host) {
    assertThat(HostCheck.isLoopback(host)).isFalse();
  }

  @Test
  void refusesForeignOrigins() {
    assertThat(HostCheck.isLoopback(null)).isFalse();
    assertThat(HostCheck.isOwnOrigin(null)).isTrue();
    assertThat(HostCheck.isOwnOrigin("http://localhost:9740")).isTrue();
    assertThat(HostCheck.isOwnOrigin("http://127.0.0.1:9740")).isTrue();
    assertThat(HostCheck.isOwnOrigin("http://evil.example")).isFalse();
    assertThat(HostCheck.isOwnOrigin("null")).isFalse();
    assertThat(HostCheck.isOwnOrigin("http://localhost@evil.example")).isFalse();
    assertThat(HostCheck.isOwnOrigin(":")).isFalse();
  }
}
