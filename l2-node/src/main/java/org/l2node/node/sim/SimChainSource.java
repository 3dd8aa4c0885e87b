package org.l2node.node.sim;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainTip;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.MempoolVerdict;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.chain.UnspentOutput;
import org.l2node.onchain.regtest.RegtestChain;

/** One node's way to the chain that all share: away at times, asked about each transaction that the node publishes. */
final class SimChainSource implements ChainSource {
  private final RegtestChain chain;
  private final Life life;
  private final Supplier<FeeratePerKw> feerate;
  private final Consumer<Transaction> onBroadcast;
  private final List<Runnable> wakeUps = new ArrayList<>();
  private final Trace trace;
  private boolean away;

  /**
   * @param feerate what the full node estimates now
   * @param onBroadcast told of each transaction before it goes out
   */
  SimChainSource(RegtestChain chain, Life life, Supplier<FeeratePerKw> feerate, Consumer<Transaction> onBroadcast, Trace trace) {
    this.chain = chain;
    this.life = life;
    this.feerate = feerate;
    this.onBroadcast = onBroadcast;
    this.trace = trace;
  }

  /** There may be a new tip. */
  void wake() {
    wakeUps.forEach(Runnable::run);
  }

  /** From now on the full node does not answer, or does again. */
  void setAway(boolean isAway) {
    away = isAway;
  }

  boolean isAway() {
    return away;
  }

  private RegtestChain there() throws ChainUnreachableException {
    if (away) {
      throw new ChainUnreachableException(ChainUnreachableException.Problem.UNREACHABLE, "the full node is away");
    }
    return chain;
  }

  @Override
  public Network network() {
    return Network.REGTEST;
  }

  @Override
  public void check() throws ChainUnreachableException {
    there().check();
  }

  @Override
  public ChainTip tip() throws ChainUnreachableException {
    return there().tip();
  }

  @Override
  public Optional<BlockHash> blockHash(BlockHeight height) throws ChainUnreachableException {
    return there().blockHash(height);
  }

  @Override
  public Optional<Block> block(BlockHash hash) throws ChainUnreachableException {
    return there().block(hash);
  }

  @Override
  public Optional<List<TxId>> transactionIds(BlockHash hash) throws ChainUnreachableException {
    return there().transactionIds(hash);
  }

  @Override
  public Optional<BlockHeader> header(BlockHash hash) throws ChainUnreachableException {
    return there().header(hash);
  }

  @Override
  public BroadcastResult broadcast(Transaction tx) throws ChainUnreachableException {
    there();
    life.crashPoint("before it publishes");
    if (life.isOver()) {
      return new BroadcastResult.Accepted();
    }
    onBroadcast.accept(tx);
    BroadcastResult result = chain.broadcast(tx);
    trace.note(life.name() + " publishes " + tx.txid + ": " + result);
    life.crashPoint("after it published");
    return result;
  }

  @Override
  public List<BroadcastResult> broadcastPackage(List<Transaction> parentsThenChild) throws ChainUnreachableException {
    there();
    parentsThenChild.forEach(onBroadcast);
    return chain.broadcastPackage(parentsThenChild);
  }

  @Override
  public List<MempoolVerdict> testMempoolAccept(List<Transaction> transactions) throws ChainUnreachableException {
    return there().testMempoolAccept(transactions);
  }

  @Override
  public Optional<UnspentOutput> unspentOutput(OutPoint outPoint, boolean withMempool) throws ChainUnreachableException {
    return there().unspentOutput(outPoint, withMempool);
  }

  @Override
  public Optional<Transaction> mempoolTransaction(TxId txId) throws ChainUnreachableException {
    return there().mempoolTransaction(txId);
  }

  @Override
  public Optional<FeeratePerKw> estimateFeerate(int targetBlocks) throws ChainUnreachableException {
    there();
    return Optional.of(feerate.get());
  }

  @Override
  public FeeratePerKw mempoolMinimumFeerate() throws ChainUnreachableException {
    return there().mempoolMinimumFeerate();
  }

  @Override
  public Subscription onNewTip(Runnable wakeUp) {
    wakeUps.add(wakeUp);
    return () -> wakeUps.remove(wakeUp);
  }

  @Override
  public void close() {}
}
