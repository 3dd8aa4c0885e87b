package org.l2node.onchain.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;

@Tag("V36")
class FeeCurveTest {
  private static final BlockHeight START = new BlockHeight(1_000);
  private static final FeeratePerKw LEAST = FeeratePerKw.FLOOR;
  private static final FeeratePerKw MOST = new FeeratePerKw(50_000);

  private static FeeFacts estimating(long satPerKw) {
    FeeratePerKw rate = new FeeratePerKw(satPerKw);
    return new FeeFacts(LEAST, rate, rate, rate, MOST);
  }

  private static long at(FeeCurve curve, int elapsed, long estimate) {
    return curve.at(START.plus(elapsed), estimating(estimate)).satPerKw();
  }

  @Test
  void itRisesFromTheLeastToTheBudgetOneBlockBeforeTheDeadlineWhateverEstimatesSay() {
    FeeCurve curve = new FeeCurve(START, START.plus(100), LEAST, MOST);
    long before = 0;
    for (int elapsed = 0; elapsed < 120; elapsed++) {
      long rate = at(curve, elapsed, 253);
      assertThat(rate).isGreaterThanOrEqualTo(before).isBetween(253L, 50_000L);
      assertThat(rate == 50_000).isEqualTo(elapsed >= 98);
      before = rate;
    }
    assertThat(at(curve, 0, 253)).isEqualTo(253);
    assertThat(at(curve, 49, 253)).isBetween(5_000L, 7_500L);
  }

  @Test
  void anEstimateAboveTheCurveCountsButNotAboveTheBudget() {
    FeeCurve curve = new FeeCurve(START, START.plus(100), LEAST, MOST);
    assertThat(at(curve, 1, 9_000)).isEqualTo(9_000);
    assertThat(at(curve, 97, 9_000)).isGreaterThan(45_000);
    assertThat(at(curve, 1, 90_000)).isEqualTo(50_000);
  }

  @Test
  void aDeadlineThatIsNearOrPastIsOfferedEverything() {
    for (int blocks : new int[]{-5, 0, 1, 2}) {
      assertThat(at(new FeeCurve(START, new BlockHeight(1_000 + blocks), LEAST, MOST), 0, 253)).isEqualTo(50_000);
    }
    assertThat(at(new FeeCurve(START, START.plus(3), LEAST, MOST), 0, 253)).isEqualTo(253);
  }

  @Test
  void whereNothingHurriesItIsTheEstimateAndALittleMoreEachDay() {
    FeeCurve curve = new FeeCurve(START, null, LEAST, MOST);
    assertThat(at(curve, 0, 1_000)).isEqualTo(1_000);
    assertThat(at(curve, 144, 1_000)).isEqualTo(2_000);
    assertThat(at(curve, 100_000, 1_000)).isEqualTo(50_000);
  }

  @Test
  void aBudgetBelowTheLeastIsKept() {
    assertThat(at(new FeeCurve(START, START.plus(100), LEAST, new FeeratePerKw(100)), 50, 1_000)).isEqualTo(100);
  }
}
