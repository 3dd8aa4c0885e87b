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

/**
 * A full node, as this node needs it. Every call asks it anew, may block for as long as the adapter's timeout, and may come from any
 * thread. Each throws {@link ChainUnreachableException} where there is no usable answer.
 */
public interface ChainSource extends AutoCloseable {
  /** The chain this node wants to be on. */
  Network network();

  /**
   * Checks that the full node is there, lets us in, is on {@link #network} and can do what this node needs. To be called at start and after
   * each loss.
   */
  void check() throws ChainUnreachableException;

  /** The last block of the active chain. */
  ChainTip tip() throws ChainUnreachableException;

  /** The block at {@code height} of the active chain; empty where that is above the tip. */
  Optional<BlockHash> blockHash(BlockHeight height) throws ChainUnreachableException;

  /**
   * A block, of the active chain or of a branch left behind; empty where it is not known. What comes back has the hash and the merkle root
   * asked for.
   */
  Optional<Block> block(BlockHash hash) throws ChainUnreachableException;

  /** The transactions of a block in their order; empty where it is not known. Cheaper than {@link #block}. */
  Optional<List<TxId>> transactionIds(BlockHash hash) throws ChainUnreachableException;

  /** The header of a block; empty where it is not known. */
  Optional<BlockHeader> header(BlockHash hash) throws ChainUnreachableException;

  /** Offers a transaction to the network. */
  BroadcastResult broadcast(Transaction tx) throws ChainUnreachableException;

  /**
   * Offers parents and, last, their child, so that the child's fee pays for the parents too.
   *
   * @param parentsThenChild 2 to 25 transactions
   * @return one result each, in the same order
   */
  List<BroadcastResult> broadcastPackage(List<Transaction> parentsThenChild) throws ChainUnreachableException;

  /**
   * Whether the mempool would take these transactions now, each or, where there are several, all together.
   *
   * @param transactions 1 to 25, parents first
   * @return one verdict each, in the same order
   */
  List<MempoolVerdict> testMempoolAccept(List<Transaction> transactions) throws ChainUnreachableException;

  /**
   * An unspent output.
   *
   * @param withMempool whether an output spent in the mempool counts as spent, and one made there as being there
   * @return empty where it is spent, or was never made
   */
  Optional<UnspentOutput> unspentOutput(OutPoint outPoint, boolean withMempool) throws ChainUnreachableException;

  /** A transaction of the mempool; empty where it is not there. */
  Optional<Transaction> mempoolTransaction(TxId txId) throws ChainUnreachableException;

  /**
   * The fee rate to be confirmed within some blocks; empty where the full node has no estimate.
   *
   * @param targetBlocks 1 to 1008
   */
  Optional<FeeratePerKw> estimateFeerate(int targetBlocks) throws ChainUnreachableException;

  /** The least fee rate that the mempool takes at the moment. */
  FeeratePerKw mempoolMinimumFeerate() throws ChainUnreachableException;

  /**
   * Has {@code wakeUp} called soon after the tip may have changed; it must return at once. A hint only: it may come without reason, and
   * whoever needs to be sure asks now and then as well.
   */
  Subscription onNewTip(Runnable wakeUp);

  @Override
  void close();

  /** Ends a subscription when closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
