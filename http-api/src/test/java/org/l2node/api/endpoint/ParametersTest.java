package org.l2node.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.PageRequest;

class ParametersTest {

  private static ApiRequest query(Map<String, String> query) {
    return new ApiRequest("GET", "/x", Map.of(), query, ByteVector.empty, null, new Present());
  }

  @ParameterizedTest
  @CsvSource({"30s,30000", "500ms,500", "1m,60000", "0s,0", "61s,60000", "999999999m,60000"})
  void readsAWait(String text, long millis) {
    assertThat(Parameters.wait(query(Map.of("wait", text)))).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "1h", "1000000000s", "30 s", "30S"})
  void refusesAWait(String text) {
    assertThatThrownBy(() -> Parameters.wait(query(Map.of("wait", text))))
        .isInstanceOfSatisfying(ApiProblem.class, p -> assertThat(p.param()).isEqualTo("wait"));
  }

  @Test
  void readsAPage() {
    assertThat(Parameters.page(query(Map.of()))).isEqualTo(new PageRequest(50, null));
    assertThat(Parameters.page(query(Map.of("limit", "500", "cursor", "abc")))).isEqualTo(new PageRequest(500, "abc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "", "x", "9999999999", "1.0"})
  void refusesALimit(String limit) {
    assertThatThrownBy(() -> Parameters.page(query(Map.of("limit", limit))))
        .isInstanceOfSatisfying(ApiProblem.class, p -> assertThat(p.param()).isEqualTo("limit"));
  }

  @Test
  void refusesACursor() {
    assertThatThrownBy(() -> Parameters.page(query(Map.of("cursor", "")))).isInstanceOf(ApiProblem.class);
    assertThatThrownBy(() -> Parameters.page(query(Map.of("cursor", "x".repeat(257))))).isInstanceOf(ApiProblem.class);
  }

  /** A client that does not go away. */
  static final class Present implements ApiRequest.ClientPresence {
    @Override
    public <T> T whilePresent(Wait<T> wait) throws InterruptedException {
      return wait.run();
    }
  }
}
