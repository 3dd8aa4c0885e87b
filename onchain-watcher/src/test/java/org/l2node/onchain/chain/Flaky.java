package org.l2node.onchain.chain;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;

/** A chain source that can be cut off, and counts what is asked. */
public final class Flaky implements ChainSource {
  private final ChainSource real;
  public boolean isDown;
  public int blocksAsked;
  public Optional<FeeratePerKw> estimate = Optional.empty();
  public FeeratePerKw mempoolMinimum = FeeratePerKw.FLOOR;
  public int estimatesAsked;
  public Network network = Network.REGTEST;

  public Flaky(ChainSource real) {
    this.real = real;
  }

  private ChainSource up() throws ChainUnreachableException {
    if (isDown) {
      throw new ChainUnreachableException(Problem.UNREACHABLE, "cut off");
    }
    return real;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public void check() throws ChainUnreachableException {
    up().check();
  }

  @Override
  public ChainTip tip() throws ChainUnreachableException {
    return up().tip();
  }

  @Override
  public Optional<BlockHash> blockHash(BlockHeight height) throws ChainUnreachableException {
    return up().blockHash(height);
  }

  @Override
  public Optional<Block> block(BlockHash hash) throws ChainUnreachableException {
    blocksAsked++;
    return up().block(hash);
  }

  @Override
  public Optional<List<TxId>> transactionIds(BlockHash hash) throws ChainUnreachableException {
    blocksAsked++;
    return up().transactionIds(hash);
  }

  @Override
  public Optional<BlockHeader> header(BlockHash hash) throws ChainUnreachableException {
    return up().header(hash);
  }

  @Override
  public BroadcastResult broadcast(Transaction tx) throws ChainUnreachableException {
    return up().broadcast(tx);
  }

  @Override
  public List<BroadcastResult> broadcastPackage(List<Transaction> parentsThenChild) throws ChainUnreachableException {
    return up().broadcastPackage(parentsThenChild);
  }

  @Override
  public List<MempoolVerdict> testMempoolAccept(List<Transaction> transactions) throws ChainUnreachableException {
    return up().testMempoolAccept(transactions);
  }

  @Override
  public Optional<UnspentOutput> unspentOutput(OutPoint outPoint, boolean withMempool) throws ChainUnreachableException {
    return up().unspentOutput(outPoint, withMempool);
  }

  @Override
  public Optional<Transaction> mempoolTransaction(TxId txId) throws ChainUnreachableException {
    return up().mempoolTransaction(txId);
  }

  @Override
  public Optional<FeeratePerKw> estimateFeerate(int targetBlocks) throws ChainUnreachableException {
    up();
    estimatesAsked++;
    return estimate;
  }

  @Override
  public FeeratePerKw mempoolMinimumFeerate() throws ChainUnreachableException {
    up();
    return mempoolMinimum;
  }

  @Override
  public Subscription onNewTip(Runnable wakeUp) {
    return real.onNewTip(wakeUp);
  }

  @Override
  public void close() {
    real.close();
  }
}
