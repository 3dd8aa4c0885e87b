package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.resolution.Unlock;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.Flaky;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;
import org.l2node.onchain.wallet.FundingRequest;
import org.l2node.onchain.wallet.FundingResult;
import org.l2node.onchain.wallet.MemoryWalletStore;
import org.l2node.onchain.wallet.Wallet;
import org.l2node.onchain.wallet.WalletKeys;

/**
 * A chain, a wallet and a sweeper, with channels that claim what a confirmed transaction has not spent. What must always hold is checked
 * with each attempt: the rate never falls for an output, and no fee is above its budget.
 */
final class Bench implements SweepListener {
  static final FeeratePerKw CEILING = new FeeratePerKw(250_000);

  final RegtestChain chain = new RegtestChain();
  final Flaky source = new Flaky(chain);
  final Spender miner = Spender.of(9);
  final Spender bob = Spender.of(8);
  final MemoryWalletStore walletStore = new MemoryWalletStore();
  final MemorySweepStore store = new MemorySweepStore();
  final List<Attempt> attempts = new ArrayList<>();
  final Map<OutPoint, FeeratePerKw> offered = new HashMap<>();
  private final Map<ChannelId, ChannelKeys> keys = new LinkedHashMap<>();
  private final Map<ChannelId, List<Claim>> claims = new LinkedHashMap<>();
  private final List<Spender.Funds> funds = new ArrayList<>();
  private final List<Spender.Funds> bobs = new ArrayList<>();
  Wallet wallet;
  Sweeper sweeper;

  Bench(int walletCoins) {
    wallet = new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), walletStore);
    chain.mine(6, miner.script()).forEach(block -> funds.add(Spender.output(block.tx.getFirst(), 0)));
    chain.mine(4, bob.script()).forEach(block -> bobs.add(Spender.output(block.tx.getFirst(), 0)));
    chain.mine(100, miner.script());
    sync();
    fund(walletCoins, 1_000_000);
    restart();
  }

  /** Gives the wallet confirmed coins. */
  void fund(int count, long amount) {
    for (int i = 0; i < count; i++) {
      fundOne(amount);
    }
    sync();
  }

  private void fundOne(long amount) {
    Spender.Funds from = funds.removeFirst();
    Transaction tx = miner.spend(List.of(from),
        List.of(new fr.acinq.bitcoin.TxOut(new fr.acinq.bitcoin.Satoshi(amount), wallet.newAddress().script()),
            new fr.acinq.bitcoin.TxOut(new fr.acinq.bitcoin.Satoshi(from.output().amount.toLong() - amount - 1000), miner.script())),
        0xfffffffdL, 0);
    chain.mineExactly(List.of(tx), miner.script());
    funds.addFirst(Spender.output(tx, 1));
  }

  Spender.Funds bobsCoin() {
    return bobs.removeFirst();
  }

  TestClose channel(long seed, long feerate, List<org.l2node.channels.commitment.Htlc> htlcs) {
    Spender.Funds from = funds.removeFirst();
    TestClose close = new TestClose(chain, miner, from, seed, feerate, htlcs);
    sync();
    return close;
  }

  void restart() {
    wallet = new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), walletStore);
    sweeper = new Sweeper(source, wallet, store, CEILING, this);
    tellClaims();
  }

  int height() {
    return chain.tip().block().height().value();
  }

  /** What a channel claims from now on, as long as the chain has it unspent. */
  void claim(TestClose close, List<Claim> all) {
    keys.put(close.channelId, close.alice);
    claims.put(close.channelId, List.copyOf(all));
    tellClaims();
    sweeper.sweep();
  }

  void addClaim(TestClose close, Claim claim) {
    List<Claim> all = new ArrayList<>(claims.get(close.channelId));
    all.add(claim);
    claim(close, all);
  }

  /** As a channel does: it claims what no block has spent. */
  List<Claim> open(ChannelId channelId) {
    return claims.get(channelId).stream().filter(this::isOpen).toList();
  }

  private boolean isOpen(Claim claim) {
    return claim.unlock() instanceof Unlock.Anchor anchor
        ? chain.unspentOutput(anchor.parent().txIn.getFirst().outPoint, false).isPresent()
        : chain.unspentOutput(claim.outPoint(), false).isPresent();
  }

  void tellClaims() {
    claims.keySet().forEach(id -> sweeper.claims(id, keys.get(id), open(id), new BlockHeight(height())));
  }

  /** Tells the wallet what happened, as the follower does. */
  void sync() {
    for (BlockRef ref : wallet.syncPoints().reversed()) {
      if (chain.blockHash(ref.height()).filter(ref.hash()::equals).isPresent()) {
        break;
      }
      wallet.blockDisconnected(ref);
    }
    int next = wallet.syncPoints().isEmpty() ? 0 : wallet.syncPoints().getLast().height().value() + 1;
    for (int height = next; height <= height(); height++) {
      Block block = chain.block(chain.blockHash(new BlockHeight(height)).orElseThrow()).orElseThrow();
      wallet.blockConnected(new BlockRef(new BlockHeight(height), block.hash), block);
    }
  }

  /** Everybody hears of what the chain did. */
  void react() {
    source.mempoolMinimum = chain.mempoolMinimumFeerate();
    sync();
    tellClaims();
    sweeper.sweep();
  }

  void mine(int count) {
    for (int i = 0; i < count; i++) {
      chain.mine(1, miner.script());
      react();
    }
  }

  /** Blocks that take only what pays so much. */
  void mine(int count, long least) {
    for (int i = 0; i < count; i++) {
      chain.mine(1, miner.script(), new FeeratePerKw(least));
      react();
    }
  }

  /** Blocks without transactions. */
  void idle(int count) {
    for (int i = 0; i < count; i++) {
      chain.mineExactly(List.of(), miner.script());
      react();
    }
  }

  Optional<PendingSweep> pending(Claim claim) {
    return sweeper.pending().stream().filter(each -> each.outPoint().equals(claim.outPoint())).findFirst();
  }

  /** The transaction of the mempool that spends a claim's output. */
  Optional<Transaction> inMempool(Claim claim) {
    return chain.mempool().stream().filter(tx -> tx.txIn.stream().anyMatch(in -> in.outPoint.equals(claim.outPoint()))).findFirst();
  }

  Optional<FundingResult.Built> walletPays(long amount) {
    return wallet.fund(new FundingRequest("test", miner.script(), new Satoshi(amount), new FeeratePerKw(1000),
        Satoshi.ZERO)) instanceof FundingResult.Built built ? Optional.of(built) : Optional.empty();
  }

  @Override
  public void attempted(Attempt attempt, BroadcastResult result) {
    attempts.add(attempt);
    long budget = 0;
    long amounts = 0;
    boolean needsCoins = false;
    for (Attempt.Input input : attempt.inputs()) {
      Claim claim = claims.get(input.channelId()).stream().filter(each -> each.outPoint().equals(input.outPoint())).findFirst()
          .orElseThrow();
      budget += claim.budget().sat();
      amounts += claim.amount().sat();
      needsCoins |= claim.needsFeeInputs();
      FeeratePerKw most = SweepWeights.most(List.of(claim), CEILING);
      FeeratePerKw before = offered.getOrDefault(input.outPoint(), FeeratePerKw.FLOOR);
      if (attempt.feerate().isLessThan(before) && !attempt.feerate().equals(most) && attempt.inputs().size() == 1
          && attempt.feerate().satPerKw() * 102 < Math.min(before.satPerKw(), most.satPerKw()) * 100) {
        throw new AssertionError("the rate of " + input.outPoint() + " fell from " + before + " to " + attempt.feerate());
      }
      offered.put(input.outPoint(), attempt.feerate());
    }
    if (attempt.fee().sat() > (needsCoins ? budget : Math.min(budget, amounts))) {
      throw new AssertionError("a fee of " + attempt.fee() + " for a budget of " + budget);
    }
    if (attempt.tx().weight() > 400_000) {
      throw new AssertionError("not standard: " + attempt.tx().weight());
    }
  }

  @Override
  public void failed(OpenClaim first, RuntimeException bug) {
    throw new AssertionError("no transaction for " + first, bug);
  }
}
