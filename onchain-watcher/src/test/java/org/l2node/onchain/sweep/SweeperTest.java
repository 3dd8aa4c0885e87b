package org.l2node.onchain.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.regtest.Spender;

class SweeperTest {
  private final Bench bench = new Bench(4);

  private static List<Htlc> htlcs(Direction direction, int count, long amountSat, int expiry) {
    List<Htlc> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(TestClose.htlc(i, direction, amountSat + i, expiry));
    }
    return all;
  }

  private static List<Claim> htlcClaims(List<Claim> claims) {
    return claims.stream().filter(Claim::isContested).toList();
  }

  @Test
  void everyOutputOfTheLocalCommitmentComesHomeWithCoinsOfTheWalletForTheFee() {
    List<Htlc> htlcs = new ArrayList<>(htlcs(Direction.INCOMING, 2, 50_000, 400));
    htlcs.add(TestClose.htlc(7, Direction.OUTGOING, 60_000, bench.height() + 30));
    TestClose close = bench.channel(1, 253, htlcs);
    close.confirm(close.localCommitment(), bench.miner);
    List<Claim> claims = close.ofLocal(bench.height() + 90);
    bench.claim(close, claims);
    assertThat(bench.chain.mempool()).hasSize(1);
    assertThat(bench.pending(claims.getFirst()).orElseThrow().state()).isEqualTo(SweepState.HEIGHT);
    bench.mine(1);
    assertThat(bench.open(close.channelId)).hasSize(2);
    bench.mine(60);
    assertThat(bench.open(close.channelId)).isEmpty();
    // However long they had to wait, they begin at the least.
    assertThat(bench.attempts).hasSize(3).allMatch(attempt -> attempt.feerate().satPerKw() < 257);
    assertThat(bench.sweeper.pending()).isEmpty();
    assertThat(bench.wallet.reservations()).isEmpty();
  }

  @Test
  void everyOutputOfTheRemoteCommitmentComesHome() {
    List<Htlc> htlcs = new ArrayList<>(htlcs(Direction.INCOMING, 2, 50_000, 400));
    htlcs.add(TestClose.htlc(7, Direction.OUTGOING, 60_000, bench.height() + 30));
    TestClose close = bench.channel(2, 253, htlcs);
    close.confirm(close.remoteCommitment(), bench.miner);
    long before = bench.wallet.balance().confirmed().sat();
    bench.claim(close, close.ofRemote(bench.height() + 90));
    bench.mine(40);
    assertThat(bench.open(close.channelId)).isEmpty();
    assertThat(bench.wallet.balance().confirmed().sat() - before).isBetween(1_150_000L, 1_160_003L);
  }

  @Test
  @Tag("V18")
  void aPreimageThatComesLaterClaimsOnlyItsOwnOutput() {
    TestClose close = bench.channel(3, 253, htlcs(Direction.INCOMING, 3, 50_000, 400));
    close.confirm(close.remoteCommitment(), bench.miner);
    List<Claim> claims = htlcClaims(close.ofRemote(null));
    bench.claim(close, claims.subList(0, 2));
    Transaction first = bench.inMempool(claims.getFirst()).orElseThrow();
    bench.addClaim(close, claims.get(2));
    assertThat(bench.inMempool(claims.getFirst())).contains(first);
    Transaction second = bench.inMempool(claims.get(2)).orElseThrow();
    assertThat(second.txIn).hasSize(1);
    bench.chain.mineExactly(List.of(first), bench.miner.script());
    bench.react();
    assertThat(bench.inMempool(claims.get(2))).contains(second);
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
    assertThat(bench.attempts).hasSize(2);
  }

  @Test
  @Tag("V19")
  void aTransactionThatConflictsWithTwoBatchesHasBothMadeAnew() {
    int soon = bench.height() + 150;
    TestClose close = bench.channel(4, 253, htlcs(Direction.OUTGOING, 130, 5_000, bench.height()));
    close.confirm(close.remoteCommitment(), bench.miner);
    List<Claim> claims = htlcClaims(close.ofRemote(soon));
    bench.claim(close, claims);
    assertThat(bench.chain.mempool()).hasSize(3).allMatch(tx -> tx.weight() <= 400_000);
    List<Transaction> spends = new ArrayList<>();
    for (int i : new int[]{3, 70, 125}) {
      spends.add(close.spendByBob(claims.get(i).outPoint(), bench.bobsCoin(), bench.bob, 5_000));
    }
    bench.chain.mineExactly(spends, bench.miner.script());
    bench.react();
    assertThat(bench.open(close.channelId)).hasSize(127).allMatch(claim -> bench.inMempool(claim).isPresent());
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  @Test
  @Tag("V19")
  void aConflictInTheMempoolHasTheOthersMadeAnewAtOnceAndTheOneOutbid() {
    TestClose close = bench.channel(5, 253, htlcs(Direction.OUTGOING, 5, 50_000, bench.height()));
    close.confirm(close.remoteCommitment(), bench.miner);
    List<Claim> claims = htlcClaims(close.ofRemote(bench.height() + 100));
    bench.claim(close, claims);
    Transaction theirs = close.spendByBob(claims.get(2).outPoint(), bench.bobsCoin(), bench.bob, 3_000);
    bench.chain.broadcast(theirs);
    assertThat(bench.chain.mempool()).containsExactly(theirs);
    bench.react();
    assertThat(bench.chain.mempool()).hasSize(2).contains(theirs);
    assertThat(bench.inMempool(claims.get(0)).orElseThrow().txIn).hasSize(4);
    bench.idle(15);
    assertThat(bench.chain.mempool()).doesNotContain(theirs);
    assertThat(bench.inMempool(claims.get(2)).orElseThrow().txIn).hasSize(1);
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  @Test
  @Tag("V27")
  void noAnswerOfTheFullNodeEndsAClaim() {
    TestClose close = bench.channel(6, 253, htlcs(Direction.INCOMING, 2, 50_000, bench.height() + 300));
    close.confirm(close.remoteCommitment(), bench.miner);
    List<Claim> claims = htlcClaims(close.ofRemote(null));
    bench.source.isDown = true;
    bench.claim(close, claims);
    assertThat(bench.chain.mempool()).isEmpty();
    bench.source.isDown = false;
    bench.chain.setMempoolMinimum(new FeeratePerKw(200_000)); // nothing can pay that
    bench.react();
    bench.idle(3);
    assertThat(bench.chain.mempool()).isEmpty();
    assertThat(bench.pending(claims.getFirst()).orElseThrow().state()).isEqualTo(SweepState.LOWER_FEES);
    bench.chain.setMempoolMinimum(FeeratePerKw.FLOOR);
    bench.react();
    assertThat(bench.inMempool(claims.getFirst())).isPresent();
    bench.chain.setMempoolMinimum(new FeeratePerKw(2_000)); // and what was sent is thrown out
    assertThat(bench.chain.mempool()).isEmpty();
    bench.react();
    assertThat(bench.inMempool(claims.getFirst())).isPresent();
    bench.restart();
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  @Test
  @Tag("V34")
  void aClaimThatIsReplacedEachBlockComesBackAtARisingFee() {
    TestClose close = bench.channel(7, 253, htlcs(Direction.OUTGOING, 1, 400_000, bench.height()));
    close.confirm(close.remoteCommitment(), bench.miner);
    Claim claim = htlcClaims(close.ofRemote(bench.height() + 60)).getFirst();
    bench.claim(close, List.of(claim));
    Cycler bob = new Cycler(bench, close);
    long before = 0;
    for (int i = 0; i < 20; i++) {
      bob.cycleOut(claim);
      assertThat(bench.inMempool(claim)).isEmpty();
      bench.idle(1);
      assertThat(bench.inMempool(claim)).isPresent();
      long feerate = bench.pending(claim).orElseThrow().feerate().satPerKw();
      assertThat(feerate).isGreaterThan(before);
      before = feerate;
    }
    assertThat(before).isGreaterThan(253 * 20);
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  @Test
  @Tag("V35")
  void oneInputOfABatchSpentEverySecondBlockNeitherDelaysNorCheapensTheOthers() {
    TestClose close = bench.channel(8, 253, htlcs(Direction.OUTGOING, 40, 20_000, bench.height()));
    close.confirm(close.remoteCommitment(), bench.miner);
    List<Claim> claims = htlcClaims(close.ofRemote(bench.height() + 80));
    bench.source.estimate = Optional.of(new FeeratePerKw(3_000));
    bench.claim(close, claims);
    bench.source.estimate = Optional.empty();
    assertThat(bench.chain.mempool()).hasSize(1);
    int spent = 0;
    var coin = bench.bobsCoin();
    while (bench.height() < claims.getFirst().deadline().value() - SweepPlanner.URGENT) {
      Transaction theirs = close.spendByBob(claims.get(spent++).outPoint(), coin, bench.bob, 2_000);
      coin = Spender.output(theirs, 1);
      bench.chain.mineExactly(List.of(theirs), bench.miner.script());
      bench.react();
      assertThat(bench.open(close.channelId)).hasSize(40 - spent).allMatch(claim -> bench.inMempool(claim).isPresent());
      bench.idle(1);
    }
    Transaction theirs = close.spendByBob(claims.get(spent).outPoint(), coin, bench.bob, 2_000);
    bench.chain.mineExactly(List.of(theirs), bench.miner.script());
    bench.react();
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  @Test
  @Tag("V35")
  void whatTheOtherSideCanSpendTooIsAloneWhenTimeIsShort() {
    TestClose close = bench.channel(9, 253, htlcs(Direction.OUTGOING, 3, 20_000, bench.height()));
    close.confirm(close.remoteCommitment(), bench.miner);
    bench.claim(close, close.ofRemote(bench.height() + SweepPlanner.URGENT));
    assertThat(bench.chain.mempool()).hasSize(4).allMatch(tx -> tx.txIn.size() == 1);
  }

  @Test
  @Tag("V36")
  void anEstimatorThatNeverMovesDoesNotMakeADeadlineMissed() {
    bench.source.estimate = Optional.of(FeeratePerKw.FLOOR);
    TestClose close = bench.channel(10, 253, htlcs(Direction.INCOMING, 1, 100_000, bench.height() + 40));
    close.confirm(close.remoteCommitment(), bench.miner);
    Claim claim = htlcClaims(close.ofRemote(null)).getFirst();
    bench.claim(close, List.of(claim));
    long least = SweepWeights.most(List.of(claim), Bench.CEILING).satPerKw() * 95 / 100;
    while (!bench.open(close.channelId).isEmpty() && bench.height() < claim.deadline().value()) {
      bench.mine(1, least);
      if (bench.height() % 7 == 0) {
        bench.restart();
      }
    }
    assertThat(bench.open(close.channelId)).isEmpty();
    assertThat(bench.height()).isEqualTo(claim.deadline().value() - 1);
    assertThat(bench.attempts.getLast().fee().sat()).isBetween(47_500L, 50_000L);
    assertThat(bench.attempts).hasSizeGreaterThan(10);
  }

  @Test
  @Tag("V37")
  void aCommitmentBelowTheMempoolsMinimumIsConfirmedByAPackageWhoseFeeRises() {
    TestClose close = bench.channel(11, 300, htlcs(Direction.INCOMING, 2, 300_000, bench.height() + 60));
    Transaction commitment = close.localCommitment();
    bench.chain.setMempoolMinimum(new FeeratePerKw(1_500));
    assertThat(bench.chain.broadcast(commitment)).isInstanceOf(BroadcastResult.Rejected.class);
    bench.source.mempoolMinimum = new FeeratePerKw(1_500);
    Claim anchor = close.anchor(close.local, commitment, bench.height() + 40, 200_000);
    bench.claim(close, List.of(anchor));
    assertThat(bench.chain.mempool()).hasSize(2).contains(commitment);
    int start = bench.height();
    bench.mine(20, 20_000);
    assertThat(bench.chain.mempool()).hasSize(2);
    bench.restart();
    bench.mine(19, 20_000);
    assertThat(bench.open(close.channelId)).isEmpty();
    assertThat(bench.height() - start).isLessThan(40);
    assertThat(bench.wallet.reservations()).isEmpty();
  }

  @Test
  @Tag("V37")
  void manyChannelsThatCloseAtOnceEachFindACoin() {
    List<TestClose> all = new ArrayList<>();
    List<Claim> anchors = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(bench.channel(100 + i, 253, htlcs(Direction.INCOMING, 1, 300_000, 500)));
    }
    for (TestClose close : all) {
      Transaction commitment = close.localCommitment();
      bench.chain.broadcast(commitment);
      anchors.add(close.anchor(close.local, commitment, bench.height() + 20, 150_000));
      bench.claim(close, List.of(anchors.getLast()));
    }
    bench.mine(19, 10_000);
    assertThat(all).allMatch(close -> bench.open(close.channelId).isEmpty());
  }

  @Test
  void aCommitmentThatPaysEnoughGetsNoChild() {
    TestClose close = bench.channel(12, 2_500, List.of());
    Transaction commitment = close.localCommitment();
    bench.chain.broadcast(commitment);
    Claim anchor = close.anchor(close.local, commitment, null, 10_000);
    bench.claim(close, List.of(anchor));
    assertThat(bench.pending(anchor).orElseThrow().state()).isEqualTo(SweepState.NOTHING);
    assertThat(bench.sweeper.bump(close.channelId, new FeeratePerKw(5_000))).isTrue();
    bench.sweeper.sweep();
    assertThat(bench.pending(anchor).orElseThrow().state()).isEqualTo(SweepState.CONFIRMATION);
    assertThat(bench.pending(anchor).orElseThrow().feerate().satPerKw()).isBetween(5_000L, 5_010L);
  }

  @Test
  void aCoinInASweepIsNotSpentElsewhereAndTheChangeNotBeforeItIsConfirmed() {
    TestClose close = bench.channel(13, 253, htlcs(Direction.INCOMING, 4, 50_000, 500));
    close.confirm(close.localCommitment(), bench.miner);
    bench.claim(close, close.ofLocal(null));
    assertThat(bench.walletPays(3_500_000)).isEmpty();
    assertThat(bench.wallet.balance().unconfirmed()).isEqualTo(Satoshi.ZERO);
    bench.restart();
    assertThat(bench.walletPays(3_500_000)).isEmpty();
    bench.mine(1);
    assertThat(bench.walletPays(3_500_000)).isPresent();
  }

  @Test
  void withoutMoneyItWaitsForMoney() {
    Bench poor = new Bench(0);
    TestClose close = poor.channel(14, 253, htlcs(Direction.INCOMING, 4, 50_000, 500));
    close.confirm(close.localCommitment(), poor.miner);
    List<Claim> claims = htlcClaims(close.ofLocal(null));
    poor.claim(close, claims);
    assertThat(poor.chain.mempool()).isEmpty();
    assertThat(poor.pending(claims.getFirst()).orElseThrow().state()).isEqualTo(SweepState.COINS);
    poor.fund(1, 100_000);
    poor.react();
    poor.mine(1);
    assertThat(poor.open(close.channelId)).isEmpty();
  }

  @Test
  void aReorganisationBringsBackTheSameTransactions() {
    TestClose close = bench.channel(15, 253, htlcs(Direction.INCOMING, 3, 50_000, 500));
    close.confirm(close.localCommitment(), bench.miner);
    List<Claim> claims = htlcClaims(close.ofLocal(null));
    bench.claim(close, claims);
    Transaction tx = bench.inMempool(claims.getFirst()).orElseThrow();
    bench.mine(2);
    assertThat(bench.open(close.channelId)).isEmpty();
    bench.chain.reorganise(2, bench.miner.script());
    bench.react();
    assertThat(bench.inMempool(claims.getFirst())).contains(tx);
    assertThat(bench.wallet.reservations()).hasSize(1);
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
    assertThat(bench.attempts).hasSize(1);
  }

  @Test
  void aChannelThatIsOverLeavesNothing() {
    TestClose close = bench.channel(16, 253, htlcs(Direction.INCOMING, 3, 50_000, 500));
    close.confirm(close.remoteCommitment(), bench.miner);
    bench.claim(close, close.ofRemote(null));
    assertThat(bench.store.load()).isNotEmpty();
    bench.mine(1);
    bench.sweeper.forget(close.channelId);
    assertThat(bench.store.load()).isEmpty();
    assertThat(bench.sweeper.pending()).isEmpty();
  }

  @Test
  void thePenaltyOfManyHtlcsFitsIntoStandardTransactions() {
    List<Htlc> htlcs = new ArrayList<>(htlcs(Direction.OUTGOING, 483, 2_000, 700));
    for (int i = 0; i < 483; i++) {
      htlcs.add(TestClose.htlc(1000 + i, Direction.INCOMING, 3_000, 700));
    }
    TestClose close = bench.channel(17, 253, htlcs);
    close.confirm(close.remoteCommitment(), bench.miner);
    bench.claim(close, close.ofRevoked().stream().map(claim -> later(claim, 144)).toList());
    assertThat(bench.open(close.channelId)).hasSize(968).allMatch(claim -> bench.inMempool(claim).isPresent());
    assertThat(bench.chain.mempool()).hasSizeLessThan(25);
    bench.mine(1);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  @Test
  void manyHtlcsOfTheLocalCommitmentShareAFewCoins() {
    List<Htlc> htlcs = new ArrayList<>(htlcs(Direction.OUTGOING, 483, 20_000, bench.height()));
    for (int i = 0; i < 483; i++) {
      htlcs.add(TestClose.htlc(1000 + i, Direction.INCOMING, 30_000, bench.height() + 100));
    }
    TestClose close = bench.channel(18, 253, htlcs);
    close.confirm(close.localCommitment(), bench.miner);
    bench.claim(close, htlcClaims(close.ofLocal(bench.height() + 60)));
    bench.mine(30);
    assertThat(bench.open(close.channelId)).isEmpty();
  }

  private static Claim later(Claim claim, int blocks) {
    BlockHeight deadline = claim.deadline();
    return new Claim(claim.outPoint(), claim.amount(), claim.witnessScript(), claim.unlock(), claim.sequence(), claim.lockTime(),
        claim.validFrom(), deadline == null ? null : deadline.plus(blocks), claim.budget());
  }
}
