package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random days in the life of a channel. A failure names its seed; {@code -Dsim.seed=N}, with {@code -Dsim.poor=true}, replays it alone. */
class SimulationTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void holdsWhateverHappens(long seed) {
    new Simulation(seed, false).run(250);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 13, 23, 35})
  void holdsWhereTheOpenerHasLittle(long seed) {
    new Simulation(seed, true).run(250);
  }

  @Test
  void replaysOneSeed() {
    String seeds = System.getProperty("sim.seed", "13");
    for (String seed : List.of(seeds.split(",", -1))) {
      new Simulation(Long.parseLong(seed), Boolean.getBoolean("sim.poor")).run(Integer.getInteger("sim.steps", 100));
    }
    assertThat(seeds).isNotEmpty();
  }
}
