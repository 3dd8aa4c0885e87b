package org.l2node.onchain.publish;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainListener;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;

/**
 * Publishes transactions, and goes on until each, or one that spends the same, is buried: at once, with each new tip, after a restart,
 * after a reorganisation. No answer of the full node makes it give up (reliability, V27): a lock time passes, a parent comes, a mempool's
 * floor falls. From any thread; it waits for the full node.
 *
 * <p>
 * It must hear of a block before whatever stores how far the chain was followed does: it makes durable what the block settles, and a block
 * told twice does no harm.
 */
public final class Publisher implements ChainListener {
  /** Confirmations after which a transaction, or its conflict, is taken for final. */
  static final int FINAL_DEPTH = 100;

  private final ChainSource source;
  private final PublishStore store;
  private final BiConsumer<PublishedTransaction, PublishOutcome> onOutcome;
  private final Map<TxId, Tracked> tracked = new LinkedHashMap<>();
  private final Map<OutPoint, Set<TxId>> spenders = new HashMap<>();
  private @Nullable BlockRef tip;

  /**
   * @param onOutcome told whenever the outcome of a transaction is another than before; for logs and events. Must return at once and not
   *   call back
   */
  public Publisher(ChainSource source, PublishStore store, BiConsumer<PublishedTransaction, PublishOutcome> onOutcome) {
    this.source = source;
    this.store = store;
    this.onOutcome = onOutcome;
    store.load().forEach(this::track);
  }

  private void track(PublishedTransaction published) {
    tracked.put(published.tx().txid, new Tracked(published));
    published.tx().txIn.forEach(in -> spenders.computeIfAbsent(in.outPoint, _ -> new LinkedHashSet<>()).add(published.tx().txid));
  }

  /** Publishes a transaction, durably: it is stored before it is sent. One that is being published already is only sent again. */
  public PublishOutcome publish(Transaction tx, Effect.Purpose purpose) {
    Tracked mine;
    synchronized (this) {
      mine = tracked.get(tx.txid);
      if (mine == null) {
        PublishedTransaction published = new PublishedTransaction(tx, purpose, tip == null ? new BlockHeight(0) : tip.height(),
            null, null);
        store.put(published);
        track(published);
        mine = java.util.Objects.requireNonNull(tracked.get(tx.txid));
      }
    }
    send(mine);
    synchronized (this) {
      return mine.last == null ? new PublishOutcome.Unreachable("not asked") : mine.last;
    }
  }

  /** What is being published and is neither confirmed nor conflicted, parents first. */
  public synchronized List<PublishedTransaction> pending() {
    return pendingTracked().stream().map(each -> each.published).toList();
  }

  /** How a transaction stands; empty for one that is not being published, or was buried. */
  public synchronized Optional<PublishOutcome> outcome(TxId txId) {
    return Optional.ofNullable(tracked.get(txId)).map(each -> each.last);
  }

  /**
   * Sends again all that is not confirmed, parents first. To be called with each new tip, after a restart and when the full node is back.
   */
  public void republish() {
    List<Tracked> all;
    synchronized (this) {
      all = pendingTracked();
    }
    for (Tracked each : all) {
      send(each);
    }
  }

  private List<Tracked> pendingTracked() {
    Map<TxId, Tracked> ordered = new LinkedHashMap<>();
    for (Tracked each : tracked.values()) {
      addWithParents(each, ordered);
    }
    return new ArrayList<>(ordered.values());
  }

  private void addWithParents(Tracked each, Map<TxId, Tracked> ordered) {
    if (each.published.settledIn() != null || ordered.containsKey(each.txId())) {
      return;
    }
    for (TxIn in : each.published.tx().txIn) {
      Tracked parent = tracked.get(in.outPoint.txid);
      if (parent != null) {
        addWithParents(parent, ordered); // ends: a transaction cannot spend its own descendants
      }
    }
    ordered.put(each.txId(), each);
  }

  private void send(Tracked each) {
    PublishOutcome outcome;
    try {
      outcome = switch (source.broadcast(each.published.tx())) {
        case BroadcastResult.Accepted _ -> new PublishOutcome.InMempool();
        case BroadcastResult.AlreadyConfirmed _ -> new PublishOutcome.Confirmed();
        case BroadcastResult.Rejected rejected -> new PublishOutcome.Refused(rejected);
      };
    } catch (ChainUnreachableException e) {
      outcome = new PublishOutcome.Unreachable(String.valueOf(e.getMessage()));
    }
    synchronized (this) {
      if (each.published.settledIn() == null) {
        note(each, outcome);
      }
    }
  }

  private void note(Tracked each, PublishOutcome outcome) {
    if (!outcome.equals(each.last)) {
      each.last = outcome;
      onOutcome.accept(each.published, outcome);
    }
  }

  @Override
  public synchronized void blockConnected(BlockRef ref, Block block) {
    tip = ref;
    if (tracked.isEmpty()) {
      return;
    }
    for (Transaction tx : block.tx) {
      for (TxIn in : tx.txIn) {
        for (TxId txId : spenders.getOrDefault(in.outPoint, Set.of())) {
          settle(java.util.Objects.requireNonNull(tracked.get(txId)), tx, ref);
        }
      }
    }
    dropFinal(ref);
  }

  private void settle(Tracked each, Transaction confirmed, BlockRef ref) {
    if (each.txId().equals(confirmed.txid)) {
      change(each, each.published.with(ref, null));
      note(each, new PublishOutcome.Confirmed());
    } else if (each.published.settledIn() == null) {
      change(each, each.published.with(null, ref));
      note(each, new PublishOutcome.Conflicted());
    }
  }

  private void change(Tracked each, PublishedTransaction now) {
    if (!now.equals(each.published)) {
      store.put(now);
      each.published = now;
    }
  }

  private void dropFinal(BlockRef ref) {
    for (Tracked each : List.copyOf(tracked.values())) {
      BlockRef settled = each.published.settledIn();
      if (settled != null && settled.confirmationsAt(ref.height()) >= FINAL_DEPTH) {
        store.remove(each.txId());
        tracked.remove(each.txId());
        for (TxIn in : each.published.tx().txIn) {
          Set<TxId> same = spenders.getOrDefault(in.outPoint, Set.of());
          same.remove(each.txId());
          if (same.isEmpty()) {
            spenders.remove(in.outPoint);
          }
        }
      }
    }
  }

  @Override
  public synchronized void blockDisconnected(BlockRef ref) {
    for (Tracked each : tracked.values()) {
      if (ref.equals(each.published.settledIn())) {
        change(each, each.published.with(null, null));
        each.last = null;
      }
    }
  }
}
