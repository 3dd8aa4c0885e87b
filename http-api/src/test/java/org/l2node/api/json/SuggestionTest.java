package org.l2node.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> NAMES = List.of("node_id", "amount_sat", "push_msat", "announce", "max_fee_msat");

  @ParameterizedTest
  @CsvSource({"amount,amount_sat", "amount_sats,amount_sat", "amountSat,amount_sat", "nodeid,node_id", "node_Id,node_id", "push,push_msat",
      "anounce,announce",
      "max_fee,max_fee_msat"})
  void guessesWhatWasMeant(String name, String meant) {
    assertThat(Suggestion.of(name, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"webhook_url", "x", "''", "feerate"})
  void guessesNothingFromAfar(String name) {
    assertThat(Suggestion.of(name, NAMES)).isEmpty();
  }

  @Test
  void doesNotSpendTimeOnLongNames() {
    assertThat(Suggestion.of("a".repeat(100_000), NAMES)).isEmpty();
  }

  @Test
  void countsEdits() {
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("abc", "abc")).isZero();
  }
}
