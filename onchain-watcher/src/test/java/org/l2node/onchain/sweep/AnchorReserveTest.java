package org.l2node.onchain.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.wallet.FundingRequest;
import org.l2node.onchain.wallet.FundingResult;

@Tag("V38")
class AnchorReserveTest {
  private final Bench bench = new Bench(1);

  private FundingResult pay(long amount, int channels) {
    FundingRequest request = new FundingRequest("test", bench.miner.script(), new Satoshi(amount), FeeratePerKw.FLOOR,
        AnchorReserve.of(channels));
    FundingResult result = bench.wallet.fund(request);
    bench.wallet.release("test");
    return result;
  }

  @Test
  void whatClosingAllChannelsWouldCostCannotBeSpent() {
    long perChannel = AnchorReserve.perChannel().sat();
    assertThat(AnchorReserve.of(0)).isEqualTo(Satoshi.ZERO);
    assertThat(AnchorReserve.of(7).sat()).isEqualTo(7 * perChannel);
    long left = 10 * perChannel;
    assertThat(pay(1_000_000 - left - 1_000, 10)).isInstanceOf(FundingResult.Built.class);
    assertThat(pay(1_000_000 - left - 1_000, 11)).isInstanceOfSatisfying(FundingResult.InsufficientFunds.class,
        refused -> assertThat(refused.need().sat()).isGreaterThan(1_000_000));
  }

  @Test
  void itPaysForTheChildOfACommitmentAtARateForABadDay() {
    TestClose close = bench.channel(1, 253, List.of());
    Claim anchor = close.anchor(close.local, close.localCommitment(), bench.height() + 1, AnchorReserve.perChannel().sat());
    assertThat(SweepWeights.most(List.of(anchor), Bench.CEILING).satPerKw()).isGreaterThan(6_250);
  }
}
