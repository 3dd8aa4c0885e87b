package org.l2node.onchain.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.regtest.Spender;

/**
 * Random closes in random weather: what miners want moves, bob spends what he can, blocks are undone, mempools forget, the node restarts,
 * the full node is away. Each output is spent by its deadline if the last two blocks before it wanted no more than half its budget; and
 * what {@link Bench} checks with each attempt.
 */
class SweepPropertyTest {
  private static final int BLOCKS = 150;

  private final Bench bench = new Bench(40);
  private final List<TestClose> closes = new ArrayList<>();
  private final Map<TestClose, List<Claim>> claims = new HashMap<>();
  private final Set<TestClose> theirs = new HashSet<>();
  private Spender.Funds bobs;
  private long previousLeast;

  /** Eight, or as many as -Dl2.sweep.seeds says. */
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("l2.sweep.seeds", 8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Tag("V34")
  @Tag("V35")
  @Tag("V36")
  void everyOutputIsSpentByItsDeadline(long seed) {
    run(new Random(seed));
  }

  private void run(Random random) {
    bobs = bench.bobsCoin();
    for (int i = 0; i <= random.nextInt(3); i++) {
      close(random, i);
    }
    for (int i = 0; i < BLOCKS; i++) {
      boolean isLate = isLate();
      if (!isLate) {
        disturb(random);
      }
      long least = random.nextInt(4) == 0 ? 250 + random.nextInt(20_000) : 250 + random.nextInt(2_000);
      bench.chain.mine(1, bench.miner.script(), new FeeratePerKw(least));
      bench.react();
      judge(least);
      previousLeast = least;
      if (random.nextInt(8) == 0) {
        bench.restart();
        bench.sweeper.sweep();
      }
    }
    bench.mine(1);
    assertThat(closes).allSatisfy(close -> assertThat(bench.open(close.channelId)).isEmpty());
    assertThat(bench.wallet.reservations()).isEmpty();
  }

  private void close(Random random, int number) {
    List<Htlc> htlcs = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(14); i++) {
      Direction direction = random.nextBoolean() ? Direction.INCOMING : Direction.OUTGOING;
      htlcs.add(TestClose.htlc(i, direction, 10_000 + random.nextInt(300_000), bench.height() + 20 + random.nextInt(60)));
    }
    TestClose close = bench.channel(1000 + number, 253, htlcs);
    int kind = random.nextInt(3);
    close.confirm(kind == 0 ? close.localCommitment() : close.remoteCommitment(), bench.miner);
    Integer deadline = random.nextInt(3) == 0 ? null : bench.height() + 110;
    List<Claim> all = kind == 0 ? close.ofLocal(deadline) : kind == 1 ? close.ofRemote(deadline) : close.ofRevoked();
    closes.add(close);
    claims.put(close, all);
    if (kind != 0) {
      theirs.add(close);
    }
    bench.claim(close, all);
  }

  /** Whether some output has only a few blocks left, of which each counts. */
  private boolean isLate() {
    return closes.stream().flatMap(close -> bench.open(close.channelId).stream())
        .anyMatch(claim -> claim.deadline() != null && claim.deadline().value() - bench.height() <= 4);
  }

  private void disturb(Random random) {
    switch (random.nextInt(10)) {
      case 0 -> bench.chain.mempool().stream().skip(random.nextInt(3)).findFirst().ifPresent(tx -> bench.chain.evict(tx.txid));
      case 1 -> {
        bench.chain.reorganise(1 + random.nextInt(2), bench.miner.script());
        bench.react();
      }
      case 2 -> bench.chain.setMempoolMinimum(new FeeratePerKw(253 + random.nextInt(3) * 400));
      case 3 -> {
        bench.source.isDown = true;
        bench.sweeper.sweep();
        bench.source.isDown = false;
      }
      case 4, 5, 6 -> steal(random, random.nextBoolean());
      default -> {}
    }
  }

  private void steal(Random random, boolean inBlock) {
    for (TestClose close : theirs) {
      List<Claim> contested = bench.open(close.channelId).stream().filter(Claim::isContested).toList();
      if (contested.isEmpty() || bench.chain.unspentOutput(bobs.outPoint(), true).isEmpty()) {
        return;
      }
      Claim claim = contested.get(random.nextInt(contested.size()));
      Transaction tx = close.spendByBob(claim.outPoint(), bobs, bench.bob, 3_000 + random.nextInt(10_000));
      if (tx.lockTime > bench.height()) {
        return;
      }
      if (inBlock) {
        bench.chain.mineExactly(List.of(tx), bench.miner.script());
        bench.react();
        bobs = Spender.output(tx, 1);
      } else {
        bench.chain.broadcast(tx);
      }
      return;
    }
  }

  private void judge(long least) {
    for (TestClose close : closes) {
      for (Claim claim : bench.open(close.channelId)) {
        long most = SweepWeights.most(List.of(claim), Bench.CEILING).satPerKw();
        boolean wasAffordable = Math.max(least, previousLeast) <= most / 2;
        boolean isMissed = claim.deadline() != null && claim.deadline().value() <= bench.height();
        if (isMissed && wasAffordable) {
          throw new AssertionError("missed at " + bench.height() + " though blocks took " + least + " and it may pay " + most + ": "
              + bench.pending(claim).orElseThrow() + "; in the mempool: " + bench.inMempool(claim).map(tx -> tx.txid));
        }
      }
    }
  }
}
