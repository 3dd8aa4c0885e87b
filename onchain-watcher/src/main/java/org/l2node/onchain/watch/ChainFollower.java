package org.l2node.onchain.watch;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.ChainListener;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainTip;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;

/**
 * Follows the active chain block by block, through reorganisations, and tells listeners and watches of it. Nothing happens but in
 * {@link #poll}, which one thread at a time calls (see {@link FollowerLoop}); watches may be set from any thread.
 *
 * <p>
 * Listeners are told of a block first, in their order: the one that stores how far the chain was followed comes last, since after a restart
 * only later blocks are told. Nothing of watches is stored: whoever set them sets them again after a restart, from the height where the
 * event could have happened first, and is told again.
 */
public final class ChainFollower {
  /** Blocks connected, and blocks searched for late watches, in one {@link #poll}. */
  static final int BLOCKS_PER_POLL = 50;
  /** Watches set or taken back at a time: each may cost a question to the full node, and new blocks must not wait for thousands of them. */
  static final int ORDERS_AT_A_TIME = 500;

  private static final int KEPT_BLOCKS = WatchSet.BURIED;

  private sealed interface Order {
    record Add(WatchEntry entry, BlockHeight from) implements Order {}

    record Remove(Object owner, Watch watch) implements Order {}

    record RemoveAll(Object owner) implements Order {}

    record Look(Object owner, TxId txId, Consumer<Transaction> listener) implements Order {}

    record LookNoMore(Object owner) implements Order {}
  }

  private final ChainSource source;
  private final List<ChainListener> listeners;
  private final @Nullable BlockHeight birthday;
  /** The last blocks followed, lowest first. */
  private final Deque<BlockRef> followed = new ArrayDeque<>();
  private final WatchSet watches = new WatchSet();
  private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
  /** What is looked for in the mempool, by whose it is. */
  private final Map<Object, Order.Look> looks = new LinkedHashMap<>();
  private final List<ScanJob> scans = new ArrayList<>();
  private volatile ChainStatus status = ChainStatus.STARTING;
  private volatile Runnable wakeUp = () -> {};
  private volatile boolean isLooking;

  /**
   * @param listeners told of each block in this order
   * @param known the last blocks that the listeners have stored, lowest first; empty for a node that starts anew
   * @param birthday where a node that starts anew begins: with the block at this height, or, where null, with the tip
   */
  public ChainFollower(ChainSource source, List<ChainListener> listeners, List<BlockRef> known, @Nullable BlockHeight birthday) {
    this.source = source;
    this.listeners = List.copyOf(listeners);
    this.birthday = birthday;
    this.followed.addAll(known);
  }

  public ChainStatus status() {
    return status;
  }

  /** Has {@code action} called when there is something new to poll for. */
  public void onWork(Runnable action) {
    wakeUp = action;
  }

  /**
   * Sets a watch. Setting one that is set already, by an equal owner, tells it again if it has happened and changes nothing otherwise. A
   * watch stays until it has happened and is buried, or is taken back; until then it is told anew each time a reorganisation has undone it
   * and it happens again.
   *
   * @param owner whose it is, for {@link #unwatch}; compared by equals
   * @param from the height of the first block that it can have happened in; the blocks since are searched
   */
  public void watch(Object owner, Watch watch, BlockHeight from, WatchListener listener) {
    orders.add(new Order.Add(new WatchEntry(owner, watch, listener), from));
    wakeUp.run();
  }

  /**
   * Looks for a transaction in the full node's mempool, with each poll, until it is there, all of the owner's is taken back, or
   * {@link #lookNoMore}. One for each owner.
   *
   * @param listener told of it, once
   */
  public void look(Object owner, TxId txId, Consumer<Transaction> listener) {
    orders.add(new Order.Look(owner, txId, listener));
    wakeUp.run();
  }

  /** Takes {@link #look} back. */
  public void lookNoMore(Object owner) {
    orders.add(new Order.LookNoMore(owner));
  }

  /** Whether something is looked for in the mempool, so that polls must not be far apart. */
  boolean isLooking() {
    return isLooking;
  }

  /** Takes a watch back; one that does not exist does not matter. */
  public void unwatch(Object owner, Watch watch) {
    orders.add(new Order.Remove(owner, watch));
  }

  /** Takes all watches of an owner back. */
  public void unwatch(Object owner) {
    orders.add(new Order.RemoveAll(owner));
  }

  /** Polls until there is nothing left to do. */
  public void catchUp() throws ChainUnreachableException {
    boolean isMore = true;
    while (isMore) {
      isMore = poll();
    }
  }

  /**
   * One round: undoes blocks that have left the active chain, connects some of those that came, searches some for late watches.
   *
   * @return whether there is more to do right now
   */
  public synchronized boolean poll() throws ChainUnreachableException {
    try {
      if (!status.reachable()) {
        source.check(); // at start, and whenever it was away: it may have come back as another
      }
      ChainTip tip = source.tip();
      List<BlockRef> stale = staleBlocks();
      for (BlockRef ref : stale) {
        disconnect(ref);
      }
      takeOrders(); // a watch taken back is not told of the next block
      boolean isMore = connectBlocks(tip.block());
      isMore |= takeOrders(); // none could be taken before the first block
      isMore |= scan();
      tellDue();
      lookIntoMempool();
      report(tip);
      return isMore;
    } catch (ChainUnreachableException e) {
      status = status.unreachable(e.getMessage());
      throw e;
    }
  }

  /** The blocks followed that are no longer in the active chain, highest first. */
  private List<BlockRef> staleBlocks() throws ChainUnreachableException {
    List<BlockRef> stale = new ArrayList<>();
    for (BlockRef ref : followed.reversed()) {
      if (source.blockHash(ref.height()).filter(ref.hash()::equals).isPresent()) {
        return stale;
      }
      stale.add(ref);
    }
    if (!stale.isEmpty() && isWholeHistory() && source.blockHash(followed.getFirst().height()).isPresent()) {
      source.check(); // the same network still, or what looks like a reorganisation is another chain
      return stale;
    }
    if (!stale.isEmpty()) {
      throw new ChainUnreachableException(Problem.WRONG_NETWORK, "none of the last " + stale.size()
          + " blocks this node has followed is in the full node's chain: it follows another chain, or was reset");
    }
    return stale;
  }

  /** Whether a young node has followed no more than the blocks it still knows: then all of them may be undone, and followed anew. */
  private boolean isWholeHistory() {
    return birthday != null && followed.size() < KEPT_BLOCKS && followed.getFirst().height().value() <= birthday.value();
  }

  private void disconnect(BlockRef ref) {
    listeners.forEach(listener -> listener.blockDisconnected(ref));
    followed.removeLast();
    watches.undo(ref.height().value()).forEach(undone -> undone.listener().missing(undone.event()));
  }

  private boolean connectBlocks(BlockRef tip) throws ChainUnreachableException {
    for (int i = 0; i < BLOCKS_PER_POLL; i++) {
      BlockRef last = followed.peekLast();
      int height = last != null
          ? last.height().value() + 1
          : birthday != null ? Math.min(birthday.value(), tip.height().value()) : tip.height().value();
      if (height > tip.height().value()) {
        return false;
      }
      Optional<BlockHash> hash = source.blockHash(new BlockHeight(height));
      if (hash.isEmpty()) {
        return true; // reorganised meanwhile
      }
      Block block = block(hash.get());
      if (last != null && !block.header.hashPreviousBlock.equals(last.hash())) {
        return true; // reorganised meanwhile
      }
      connect(new BlockRef(new BlockHeight(height), hash.get()), block);
    }
    return true;
  }

  private Block block(BlockHash hash) throws ChainUnreachableException {
    Optional<Block> block = source.block(hash);
    if (block.isEmpty()) {
      throw new ChainUnreachableException(Problem.BAD_ANSWER, "the full node does not give block " + hash + " of its own active chain");
    }
    return block.get();
  }

  private void connect(BlockRef ref, Block block) {
    listeners.forEach(listener -> listener.blockConnected(ref, block));
    followed.addLast(ref);
    if (followed.size() > KEPT_BLOCKS) {
      followed.removeFirst();
    }
    watches.search(ref, block);
    tellDue();
  }

  private void tellDue() {
    BlockRef last = followed.peekLast();
    if (last == null) {
      return;
    }
    watches.takeDue(last.height().value()).forEach(due -> due.listener().happened(due.event()));
  }

  /** True if there are more. */
  private boolean takeOrders() throws ChainUnreachableException {
    BlockRef last = followed.peekLast();
    for (int i = 0; last != null && i < ORDERS_AT_A_TIME; i++) {
      switch (orders.peek()) {
        case null -> {
          return false;
        }
        case Order.Add(WatchEntry entry, BlockHeight from) -> add(entry, from, last);
        case Order.Remove(Object owner, Watch watch) -> watches.remove(owner, watch);
        case Order.RemoveAll(Object owner) -> {
          watches.removeAll(owner);
          looks.remove(owner);
        }
        case Order.Look look -> looks.put(look.owner(), look);
        case Order.LookNoMore(Object owner) -> looks.remove(owner);
      }
      orders.remove(); // only now: where the full node did not answer, the order is taken again
    }
    return last != null && !orders.isEmpty();
  }

  private void lookIntoMempool() throws ChainUnreachableException {
    for (Order.Look look : List.copyOf(looks.values())) {
      Optional<Transaction> found = source.mempoolTransaction(look.txId());
      if (found.isPresent()) {
        looks.remove(look.owner());
        look.listener().accept(found.get());
      }
    }
    isLooking = !looks.isEmpty();
  }

  private void add(WatchEntry entry, BlockHeight from, BlockRef last) throws ChainUnreachableException {
    WatchEntry before = watches.get(entry.owner, entry.watch);
    if (before != null && before.found == null) {
      watches.add(entry); // only the listener may be new: the blocks were searched, or are being searched, for the one before
      return;
    }
    int start = before == null || before.found == null ? from.value() : Math.min(from.value(), before.found.block().height().value());
    boolean isLate = start <= last.height().value() && !isStillUnspent(entry.watch);
    watches.add(entry);
    if (isLate) {
      scans.add(new ScanJob(entry, new BlockHeight(start), last.height()));
    }
  }

  /** Saves the search where the full node knows that nothing has happened. */
  private boolean isStillUnspent(Watch watch) throws ChainUnreachableException {
    return switch (watch) {
      case Watch.Spent(var outPoint) -> source.unspentOutput(outPoint, false).isPresent();
      case Watch.Confirmed(TxId _, int _) -> false;
    };
  }

  /** One pass over the blocks serves all late watches that came together. */
  private boolean scan() throws ChainUnreachableException {
    BlockRef last = followed.peekLast();
    if (scans.isEmpty() || last == null) {
      return false;
    }
    int height = scans.stream().mapToInt(job -> job.next).min().orElseThrow();
    for (int i = 0; i < BLOCKS_PER_POLL && !scans.isEmpty(); i++) {
      Optional<BlockHash> hash = height > last.height().value() ? Optional.empty() : source.blockHash(new BlockHeight(height));
      if (hash.isPresent()) {
        watches.search(new BlockRef(new BlockHeight(height), hash.get()), block(hash.get()));
      }
      int searched = height;
      scans.forEach(job -> job.next = job.next == searched ? searched + 1 : job.next);
      endScans(last);
      height = scans.stream().mapToInt(job -> job.next).min().orElse(height);
    }
    return !scans.isEmpty(); // should a branch have come meanwhile, the next round undoes what was found in it, and following finds it
                             // again
  }

  /** A search ends with what it finds. Whoever set a watch late, and for something that is in none of the blocks, is told so. */
  private void endScans(BlockRef last) {
    List<ScanJob> ended = scans.stream()
        .filter(job -> job.entry.found != null || job.next > job.last || job.next > last.height().value()).toList();
    scans.removeAll(ended);
    for (ScanJob job : ended) {
      WatchEntry entry = watches.get(job.entry.owner, job.entry.watch);
      if (entry != null && entry.found == null) {
        entry.listener.missing(null);
      }
    }
  }

  private void report(ChainTip tip) throws ChainUnreachableException {
    BlockRef last = followed.peekLast();
    if (last == null) {
      return;
    }
    boolean isComplete = tip.complete() || source.network().isOnDemand();
    boolean isSynced = isComplete && last.equals(tip.block());
    Instant time = last.equals(status.block()) ? status.blockTime() : source.header(last.hash()).map(ChainFollower::time).orElse(null);
    String problem = isSynced
        ? ""
        : isComplete
            ? "following the chain, at block " + last.height().value() + " of " + tip.block().height().value()
            : "the full node is still downloading blocks, at " + tip.block().height().value();
    status = new ChainStatus(true, isSynced, last, time, problem);
  }

  private static Instant time(BlockHeader header) {
    return Instant.ofEpochSecond(header.time);
  }
}
