package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainTip;
import org.l2node.onchain.chain.MempoolVerdict;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.chain.UnspentOutput;

/**
 * A regtest chain inside the process. It makes blocks on demand that a real full node would take, runs every script, and keeps a mempool by
 * Bitcoin Core's rules: lock times and sequences, maturity, dust, least fees, replacement, packages. The same calls give the same blocks.
 * Any number of nodes may share one; all methods may come from any thread.
 */
public final class RegtestChain implements ChainSource {
  /** Between two blocks, where the clock is virtual. */
  public static final Duration BLOCK_INTERVAL = Duration.ofMinutes(10);

  private static final int MAX_BLOCK_WEIGHT = 3_990_000;

  private final ActiveChain chain = new ActiveChain();
  private final Mempool mempool = new Mempool(chain);
  private final Map<Integer, Runnable> wakeUps = new LinkedHashMap<>();
  private final @Nullable InstantSource clock;
  private Instant virtualNow = Instant.ofEpochSecond(Block.RegtestGenesisBlock.header.time);
  private int nextSubscription;
  private int nextNonce;

  /** A chain with a virtual clock: it starts at the genesis block's time and moves on by {@link #BLOCK_INTERVAL} with each block. */
  public RegtestChain() {
    this.clock = null;
  }

  /** A chain whose blocks carry the time of {@code clock}. */
  public RegtestChain(InstantSource clock) {
    this.clock = clock;
  }

  /** The time that the next block carries, unless the blocks before are ahead of it. */
  public synchronized Instant now() {
    return clock == null ? virtualNow : clock.instant();
  }

  /**
   * Moves the virtual clock.
   *
   * @throws IllegalStateException if the chain has a real one
   */
  public synchronized void advanceTime(Duration by) {
    if (clock != null) {
      throw new IllegalStateException("this chain follows a real clock");
    }
    virtualNow = virtualNow.plus(by);
  }

  /**
   * Makes blocks of what waits in the mempool.
   *
   * @param count 0 or more
   * @param script whom the rewards go to
   * @return the new blocks
   */
  public List<Block> mine(int count, ByteVector script) {
    return mine(count, script, new FeeratePerKw(0));
  }

  /**
   * Makes blocks of what waits in the mempool and pays enough, alone or with its parents.
   *
   * @param least what the miner wants at the least
   */
  public List<Block> mine(int count, ByteVector script, FeeratePerKw least) {
    List<Block> mined = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      mined.add(mineOne(script, least));
    }
    wake();
    return mined;
  }

  private synchronized Block mineOne(ByteVector script, FeeratePerKw least) {
    List<Transaction> transactions = new ArrayList<>();
    int weight = 0;
    int height = chain.height() + 1;
    for (MempoolEntry entry : mempool.worthMining(least)) {
      weight += entry.tx().weight();
      if (weight > MAX_BLOCK_WEIGHT) {
        break; // in order of arrival: what is left has no child in this block
      }
      transactions.add(entry.tx());
    }
    long fees = transactions.stream().mapToLong(tx -> feeOf(tx.txid)).sum();
    return append(transactions, fees, script, height);
  }

  private long feeOf(TxId txId) {
    MempoolEntry entry = mempool.entry(txId);
    return entry == null ? 0 : entry.fee();
  }

  /**
   * Makes one block of exactly these transactions, which need not be in the mempool nor keep its rules. Fees are left to nobody.
   *
   * @throws IllegalArgumentException if consensus forbids the block; then nothing has changed
   */
  public Block mineExactly(List<Transaction> transactions, ByteVector script) {
    Block block;
    synchronized (this) {
      block = append(transactions, 0, script, chain.height() + 1);
    }
    wake();
    return block;
  }

  private Block append(List<Transaction> transactions, long fees, ByteVector script, int height) {
    if (clock == null) {
      virtualNow = virtualNow.plus(BLOCK_INTERVAL);
    }
    long time = Math.max(now().getEpochSecond(), chain.medianTimePastBelow(height) + 1);
    Block block = BlockBuilder.build(chain.tip().hash, height, time, transactions, fees, script, nextNonce++);
    Rejection rejection = chain.connect(block);
    if (rejection != null) {
      throw new IllegalArgumentException("no valid block at height " + height + ": " + rejection.reason());
    }
    mempool.blockConnected(transactions);
    return block;
  }

  /**
   * Takes the last blocks off; what was in them goes back to the mempool where it still may.
   *
   * @param depth 1 to the height of the chain
   * @return the blocks taken off, highest first
   * @throws IllegalStateException if the chain is shorter
   */
  public List<Block> rewind(int depth) {
    List<Block> disconnected = new ArrayList<>();
    synchronized (this) {
      if (depth > chain.height()) {
        throw new IllegalStateException("the chain is only " + chain.height() + " blocks high");
      }
      for (int i = 0; i < depth; i++) {
        disconnected.add(chain.disconnect());
      }
      List<Transaction> transactions = new ArrayList<>();
      for (Block block : disconnected.reversed()) {
        transactions.addAll(block.tx.subList(1, block.tx.size()));
      }
      mempool.reload(transactions);
    }
    wake();
    return disconnected;
  }

  /**
   * Replaces the last {@code depth} blocks by {@code depth + 1} empty ones: what was in them waits in the mempool again.
   *
   * @return the new blocks
   * @throws IllegalStateException if the chain is shorter
   */
  public List<Block> reorganise(int depth, ByteVector script) {
    rewind(depth);
    List<Block> mined = new ArrayList<>();
    for (int i = 0; i <= depth; i++) {
      mined.add(mineExactly(List.of(), script));
    }
    return mined;
  }

  /** Drops a transaction, and what spends from it, from the mempool: a full node may do that at any time. */
  public synchronized void evict(TxId txId) {
    mempool.evict(txId);
  }

  /** From now on the mempool takes nothing below this, and drops what it has of that. */
  public synchronized void setMempoolMinimum(FeeratePerKw feerate) {
    mempool.setMinimum(feerate);
  }

  /** The transactions that wait for a block, parents before children. */
  public synchronized List<Transaction> mempool() {
    return mempool.entries().stream().map(MempoolEntry::tx).toList();
  }

  /** All that can be spent, in confirmed outputs: for checks of sums. */
  public synchronized Satoshi unspentSum() {
    return new Satoshi(chain.unspentCountAndSum()[1]);
  }

  @Override
  public Network network() {
    return Network.REGTEST;
  }

  @Override
  public void check() {}

  @Override
  public synchronized ChainTip tip() {
    return new ChainTip(new BlockRef(new BlockHeight(chain.height()), chain.tip().hash), true);
  }

  @Override
  public synchronized Optional<BlockHash> blockHash(BlockHeight height) {
    return height.value() > chain.height() ? Optional.empty() : Optional.of(chain.blockAt(height.value()).hash);
  }

  @Override
  public synchronized Optional<Block> block(BlockHash hash) {
    return Optional.ofNullable(chain.block(hash));
  }

  @Override
  public Optional<List<TxId>> transactionIds(BlockHash hash) {
    return block(hash).map(block -> block.tx.stream().map(tx -> tx.txid).toList());
  }

  @Override
  public Optional<BlockHeader> header(BlockHash hash) {
    return block(hash).map(block -> block.header);
  }

  @Override
  public BroadcastResult broadcast(Transaction tx) {
    BroadcastResult result = take(tx);
    if (result instanceof BroadcastResult.Accepted) {
      wake(); // somebody may look for it in the mempool
    }
    return result;
  }

  private synchronized BroadcastResult take(Transaction tx) {
    if (chain.isConfirmedWithUnspentOutput(tx)) {
      return new BroadcastResult.AlreadyConfirmed();
    }
    return result(mempool.accept(tx));
  }

  private static BroadcastResult result(@Nullable Rejection rejection) {
    return rejection == null ? new BroadcastResult.Accepted() : rejection.toResult();
  }

  @Override
  public synchronized List<BroadcastResult> broadcastPackage(List<Transaction> parentsThenChild) {
    if (parentsThenChild.size() < 2 || parentsThenChild.size() > PolicyRules.MAX_PACKAGE) {
      throw new IllegalArgumentException("a package has 2 to 25 transactions, not " + parentsThenChild.size());
    }
    return mempool.acceptPackage(parentsThenChild).stream().map(RegtestChain::result).toList();
  }

  @Override
  public synchronized List<MempoolVerdict> testMempoolAccept(List<Transaction> transactions) {
    Map<TxId, Long> fees = new HashMap<>();
    List<@Nullable Rejection> answers = mempool.test(transactions, fees);
    List<MempoolVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Rejection rejection = answers.get(i);
      Long fee = fees.get(transactions.get(i).txid);
      verdicts.add(new MempoolVerdict(transactions.get(i).txid, rejection == null, fee == null ? null : new Satoshi(fee),
          rejection == null ? "" : rejection.reason()));
    }
    return verdicts;
  }

  @Override
  public synchronized Optional<UnspentOutput> unspentOutput(OutPoint outPoint, boolean withMempool) {
    if (withMempool && mempool.spends(outPoint)) {
      return Optional.empty();
    }
    Coin coin = chain.coin(outPoint);
    if (coin != null) {
      return Optional.of(new UnspentOutput(coin.output(), chain.height() - coin.height() + 1, coin.coinbase()));
    }
    MempoolEntry parent = withMempool ? mempool.entry(outPoint.txid) : null;
    return parent == null || outPoint.index >= parent.tx().txOut.size()
        ? Optional.empty()
        : Optional.of(new UnspentOutput(parent.tx().txOut.get((int) outPoint.index), 0, false));
  }

  @Override
  public synchronized Optional<Transaction> mempoolTransaction(TxId txId) {
    return Optional.ofNullable(mempool.entry(txId)).map(MempoolEntry::tx);
  }

  /** Empty: there is no market to estimate. */
  @Override
  public Optional<FeeratePerKw> estimateFeerate(int targetBlocks) {
    return Optional.empty();
  }

  @Override
  public synchronized FeeratePerKw mempoolMinimumFeerate() {
    return mempool.minimum();
  }

  @Override
  public synchronized Subscription onNewTip(Runnable wakeUp) {
    int id = nextSubscription++;
    wakeUps.put(id, wakeUp);
    return () -> unsubscribe(id);
  }

  private synchronized void unsubscribe(int id) {
    wakeUps.remove(id);
  }

  private void wake() {
    List<Runnable> all;
    synchronized (this) {
      all = List.copyOf(wakeUps.values());
    }
    all.forEach(Runnable::run); // outside the lock: a listener may call back
  }

  /** Nothing to release: nodes that share the chain may each close it. */
  @Override
  public void close() {}
}
