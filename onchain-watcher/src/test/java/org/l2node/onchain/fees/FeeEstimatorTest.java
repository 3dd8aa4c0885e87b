package org.l2node.onchain.fees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.Flaky;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.regtest.RegtestChain;

class FeeEstimatorTest {
  private final Flaky source = new Flaky(new RegtestChain());
  private Instant now = Instant.EPOCH;
  private final FeeEstimator fees = new FeeEstimator(source, () -> now);

  private FeeratePerKw feerate() {
    return fees.feerate(FeePurpose.FUNDING);
  }

  @Test
  void withoutAnEstimateThereIsAFallback() {
    assertThat(feerate()).isEqualTo(FeeratePerKw.FLOOR);
    source.network = Network.MAINNET;
    assertThat(fees.feerate(FeePurpose.CLOSING)).isEqualTo(new FeeratePerKw(2_500));
  }

  @Test
  void anEstimateIsKeptForTwoMinutes() {
    source.estimate = Optional.of(new FeeratePerKw(4_000));
    assertThat(feerate()).isEqualTo(new FeeratePerKw(4_000));
    source.estimate = Optional.of(new FeeratePerKw(5_000));
    assertThat(feerate()).isEqualTo(new FeeratePerKw(4_000));
    assertThat(source.estimatesAsked).isEqualTo(1);
    now = now.plus(Duration.ofMinutes(2));
    assertThat(feerate()).isEqualTo(new FeeratePerKw(5_000));
  }

  @Test
  void estimatesAreKeptWithinWhatTheMempoolTakesAndWhatIsSane() {
    source.estimate = Optional.of(new FeeratePerKw(100));
    assertThat(feerate()).isEqualTo(FeeratePerKw.FLOOR);
    source.mempoolMinimum = new FeeratePerKw(3_000);
    assertThat(fees.feerate(FeePurpose.SWEEP)).isEqualTo(new FeeratePerKw(3_000));
    source.estimate = Optional.of(new FeeratePerKw(4_000_000));
    assertThat(fees.feerate(FeePurpose.CLOSING)).isEqualTo(FeeEstimator.CEILING);
  }

  @Test
  void whileTheFullNodeIsAwayTheLastRateHolds() {
    source.estimate = Optional.of(new FeeratePerKw(4_000));
    feerate();
    source.isDown = true;
    now = now.plus(Duration.ofHours(1));
    assertThat(feerate()).isEqualTo(new FeeratePerKw(4_000));
    assertThat(fees.feerate(FeePurpose.SWEEP)).isEqualTo(FeeratePerKw.FLOOR);
  }
}
