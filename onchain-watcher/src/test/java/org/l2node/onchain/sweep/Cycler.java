package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.l2node.channels.resolution.Claim;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.regtest.Spender;

/**
 * Replacement cycling: replaces a claim by an HTLC transaction of its own, and then that one by a transaction that has nothing to do with
 * the HTLC. So the claim is gone, and nothing in the mempool spends its output.
 */
final class Cycler {
  private final Bench bench;
  private final TestClose close;
  private Spender.Funds coin;

  Cycler(Bench bench, TestClose close) {
    this.bench = bench;
    this.close = close;
    this.coin = bench.bobsCoin();
  }

  void cycleOut(Claim claim) {
    long fee = bench.pending(claim).orElseThrow().fee().sat() + 100_000;
    broadcast(close.spendByBob(claim.outPoint(), coin, bench.bob, fee));
    Transaction away = bench.bob.spend(List.of(coin),
        List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(coin.output().amount.toLong() - fee - 10_000), bench.bob.script())), 0xfffffffdL, 0);
    broadcast(away);
    bench.chain.mineExactly(List.of(away), bench.miner.script());
    coin = Spender.output(away, 0);
  }

  private void broadcast(Transaction tx) {
    if (!(bench.chain.broadcast(tx) instanceof BroadcastResult.Accepted)) {
      throw new AssertionError("not taken: " + bench.chain.broadcast(tx));
    }
  }
}
