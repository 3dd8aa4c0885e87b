package org.l2node.onchain.watch;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l2node.onchain.chain.BlockRef;

/**
 * All watches, found by transaction and outpoint: a block costs what its own size is, however many watches there are. What was found is
 * kept until it is buried, so that a reorganisation can undo it. No input or output, no thread of its own; not thread-safe.
 */
final class WatchSet {
  /** So deep that no reorganisation reaches: what was told and is that deep is forgotten. */
  static final int BURIED = 288;

  /** A watch is one owner's; the same one again takes the place of the earlier. */
  private record Key(Object owner, Watch watch) {}

  private final Map<Key, WatchEntry> entries = new LinkedHashMap<>();
  private final Map<TxId, List<WatchEntry>> byTxId = new HashMap<>();
  private final Map<OutPoint, List<WatchEntry>> byOutPoint = new HashMap<>();
  /** Found but not told, by the height from which on it may be. */
  private final TreeMap<Integer, List<WatchEntry>> due = new TreeMap<>();
  private final TreeMap<Integer, List<WatchEntry>> foundAt = new TreeMap<>();

  int size() {
    return entries.size();
  }

  @Nullable
  WatchEntry get(Object owner, Watch watch) {
    return entries.get(new Key(owner, watch));
  }

  void add(WatchEntry entry) {
    WatchEntry before = entries.put(new Key(entry.owner, entry.watch), entry);
    if (before != null) {
      unindex(before);
    }
    switch (entry.watch) {
      case Watch.Confirmed(TxId txId, int _) -> byTxId.computeIfAbsent(txId, _ -> new ArrayList<>(1)).add(entry);
      case Watch.Spent(OutPoint outPoint) -> byOutPoint.computeIfAbsent(outPoint, _ -> new ArrayList<>(1)).add(entry);
    }
  }

  void removeAll(Object owner) {
    for (WatchEntry entry : List.copyOf(entries.values())) {
      if (entry.owner.equals(owner)) {
        remove(entry);
      }
    }
  }

  void remove(Object owner, Watch watch) {
    WatchEntry entry = get(owner, watch);
    if (entry != null) {
      remove(entry);
    }
  }

  private void remove(WatchEntry entry) {
    entries.remove(new Key(entry.owner, entry.watch));
    unindex(entry);
  }

  private void unindex(WatchEntry entry) {
    switch (entry.watch) {
      case Watch.Confirmed(TxId txId, int _) -> removeFrom(byTxId, txId, entry);
      case Watch.Spent(OutPoint outPoint) -> removeFrom(byOutPoint, outPoint, entry);
    }
    forget(entry);
  }

  private void forget(WatchEntry entry) {
    WatchEvent found = entry.found;
    if (found != null) {
      removeFrom(foundAt, found.block().height().value(), entry);
      removeFrom(due, entry.dueAt(found), entry);
    }
    entry.found = null;
    entry.told = false;
  }

  private static <K> void removeFrom(Map<K, List<WatchEntry>> index, K key, WatchEntry entry) {
    List<WatchEntry> list = index.get(key);
    if (list != null) {
      list.remove(entry);
      if (list.isEmpty()) {
        index.remove(key);
      }
    }
  }

  /**
   * Looks through a block of the active chain: the next one, or, for watches that came late, an earlier one. What is found twice stays as
   * it is.
   */
  void search(BlockRef ref, Block block) {
    for (int i = 0; i < block.tx.size(); i++) {
      Transaction tx = block.tx.get(i);
      found(byTxId.get(tx.txid), tx, ref, i);
      for (TxIn in : tx.txIn) {
        found(byOutPoint.get(in.outPoint), tx, ref, i);
      }
    }
  }

  private void found(@Nullable List<WatchEntry> watching, Transaction tx, BlockRef ref, int txIndex) {
    if (watching == null) {
      return;
    }
    for (WatchEntry entry : watching) {
      if (entry.found == null) {
        WatchEvent event = new WatchEvent(entry.watch, tx, ref, txIndex);
        entry.found = event;
        foundAt.computeIfAbsent(ref.height().value(), _ -> new ArrayList<>(1)).add(entry);
        due.computeIfAbsent(entry.dueAt(event), _ -> new ArrayList<>(1)).add(entry);
      }
    }
  }

  /** Something to be told, and to whom. */
  record Due(WatchListener listener, WatchEvent event) {}

  /** What is to be told now that the tip is at {@code height}; each once, until a reorganisation undoes it. */
  List<Due> takeDue(int height) {
    Map<Integer, List<WatchEntry>> now = due.headMap(height, true);
    List<Due> all = new ArrayList<>();
    for (WatchEntry entry : now.values().stream().flatMap(Collection::stream).toList()) {
      entry.told = true;
      WatchEvent found = entry.found;
      if (found != null) {
        all.add(new Due(entry.listener, found));
      }
    }
    now.clear();
    List<WatchEntry> buried = foundAt.headMap(height - BURIED, true).values().stream().flatMap(Collection::stream).toList();
    buried.stream().filter(entry -> entry.told).forEach(this::remove);
    return all;
  }

  /** The block at {@code height} is no longer in the chain: what was found in it, which is the answer, is waited for again. */
  List<Due> undo(int height) {
    List<Due> undone = new ArrayList<>();
    for (List<WatchEntry> list : List.copyOf(foundAt.tailMap(height, true).values())) {
      for (WatchEntry entry : List.copyOf(list)) {
        WatchEvent found = entry.found;
        if (found != null) {
          undone.add(new Due(entry.listener, found));
        }
        forget(entry);
      }
    }
    return undone;
  }
}
