package org.l2node.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A few networks in bad weather; {@code ./l2 sim} runs as many as wanted. */
class SimulationTest {
  private static final int SEEDS = 5;

  @Test
  void networksHoldInBadWeather() {
    Totals totals = new Totals();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation.Result result = Simulation.run(seed, _ -> {});
      assertThat(result.violation())
          .as("seed %d; to replay: ./l2 sim --seeds 1 --seed %d --trace%n%s%n%s", seed, seed, String.join("\n", result.lastLines()),
              result.cause())
          .isEmpty();
      totals.add(result);
    }
    System.out.println("simulation: " + totals.text());
    assertThat(totals.crashes()).isPositive();
    assertThat(totals.paid()).isPositive();
  }

  @Test
  void aSeedGivesTheSameRunAgain() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    Simulation.Result one = Simulation.run(3, first::add);
    Simulation.Result other = Simulation.run(3, second::add);
    assertThat(second).isEqualTo(first).isNotEmpty();
    assertThat(other.traceHash()).isEqualTo(one.traceHash());
    assertThat(Simulation.run(4, _ -> {}).traceHash()).isNotEqualTo(one.traceHash());
  }
}
