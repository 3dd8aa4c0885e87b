package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.FeeratePerKw;

/**
 * Transactions that wait for a block, parents before children: each was valid on top of the chain and of those before it when it came.
 * Replacement is full (BIP 125 without signalling), as in Bitcoin Core since version 28. Not thread-safe.
 */
final class Mempool {
  private static final int MAX_REPLACED = 100;

  private final ActiveChain chain;
  private Map<TxId, MempoolEntry> entries = new LinkedHashMap<>();
  private Map<OutPoint, TxId> spenders = new LinkedHashMap<>();
  private FeeratePerKw minimum = FeeratePerKw.FLOOR;

  Mempool(ActiveChain chain) {
    this.chain = chain;
  }

  @Nullable
  MempoolEntry entry(TxId txId) {
    return entries.get(txId);
  }

  Collection<MempoolEntry> entries() {
    return entries.values();
  }

  boolean spends(OutPoint outPoint) {
    return spenders.containsKey(outPoint);
  }

  /** Takes a transaction, or says why not. One that is there already is taken. */
  @Nullable
  Rejection accept(Transaction tx) {
    return accept(tx, true);
  }

  /** Takes them all by the fee rate that they have together, or none. One answer each, null for a transaction that was taken. */
  List<@Nullable Rejection> acceptPackage(List<Transaction> parentsThenChild) {
    Map<TxId, MempoolEntry> entriesBefore = new LinkedHashMap<>(entries);
    Map<OutPoint, TxId> spendersBefore = new LinkedHashMap<>(spenders);
    List<@Nullable Rejection> answers = new ArrayList<>();
    long fee = 0;
    long virtualSize = 0;
    for (Transaction tx : parentsThenChild) {
      boolean isNew = !entries.containsKey(tx.txid);
      answers.add(accept(tx, false));
      MempoolEntry entry = entries.get(tx.txid);
      if (isNew && entry != null) {
        fee += entry.fee();
        virtualSize += entry.virtualSize();
      }
    }
    if (checkFee(fee, virtualSize) != null) {
      answers.replaceAll(answer -> answer == null ? Rejection.refused("package-fee-too-low") : answer);
    }
    if (answers.stream().anyMatch(answer -> answer != null)) {
      entries = entriesBefore;
      spenders = spendersBefore;
      answers.replaceAll(answer -> answer == null ? Rejection.refused("package-not-taken") : answer);
    }
    return answers;
  }

  /** What {@link #acceptPackage} or {@link #accept} would answer, without taking anything. */
  List<@Nullable Rejection> test(List<Transaction> transactions, Map<TxId, Long> fees) {
    Map<TxId, MempoolEntry> entriesBefore = new LinkedHashMap<>(entries);
    Map<OutPoint, TxId> spendersBefore = new LinkedHashMap<>(spenders);
    List<@Nullable Rejection> answers = new ArrayList<>();
    for (Transaction tx : transactions) {
      boolean isKnown = entriesBefore.containsKey(tx.txid);
      answers.add(isKnown ? Rejection.refused("txn-already-in-mempool") : accept(tx, true));
      MempoolEntry entry = entries.get(tx.txid);
      if (entry != null && !isKnown) {
        fees.put(tx.txid, entry.fee());
      }
    }
    entries = entriesBefore;
    spenders = spendersBefore;
    return answers;
  }

  private @Nullable Rejection accept(Transaction tx, boolean feeRequired) {
    if (entries.containsKey(tx.txid)) {
      return null;
    }
    Rejection shape = tx.isCoinbase() ? Rejection.refused("coinbase") : ConsensusRules.checkShape(tx);
    if (shape != null) {
      return shape;
    }
    int height = chain.height() + 1;
    if (!ConsensusRules.isFinal(tx, height, chain.medianTimePastBelow(height))) {
      return Rejection.refused("non-final");
    }
    List<Coin> coins = coinsOf(tx, height);
    if (coins == null) {
      return Rejection.missingInputs();
    }
    MempoolEntry entry = new MempoolEntry(tx, ConsensusRules.fee(tx, coins), PolicyRules.virtualSize(tx));
    Set<TxId> replaced = conflictsAndTheirDescendants(tx);
    Rejection rejection = firstOf(PolicyRules.checkStandard(tx, coins), ConsensusRules.checkAmounts(tx, coins, height),
        ConsensusRules.sequencesPass(tx, coins, height, chain::medianTimePastBelow) ? null : Rejection.refused("non-BIP68-final"),
        feeRequired ? checkFee(entry.fee(), entry.virtualSize()) : null,
        checkReplacement(entry, replaced), checkFamily(tx, replaced), ConsensusRules.checkScripts(tx, coins, PolicyRules.SCRIPT_FLAGS));
    if (rejection != null) {
      return rejection;
    }
    remove(replaced);
    entries.put(tx.txid, entry);
    tx.txIn.forEach(in -> spenders.put(in.outPoint, tx.txid));
    return null;
  }

  private static @Nullable Rejection firstOf(@Nullable Rejection... rejections) {
    for (Rejection rejection : rejections) {
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  private @Nullable List<Coin> coinsOf(Transaction tx, int height) {
    List<Coin> coins = new ArrayList<>();
    for (TxIn in : tx.txIn) {
      Coin coin = coin(in.outPoint, height);
      if (coin == null) {
        return null;
      }
      coins.add(coin);
    }
    return coins;
  }

  /** What an input may spend, whether or not another transaction of the mempool spends it too. */
  private @Nullable Coin coin(OutPoint outPoint, int height) {
    Coin confirmed = chain.coin(outPoint);
    if (confirmed != null) {
      return confirmed;
    }
    MempoolEntry parent = entries.get(outPoint.txid);
    return parent == null || outPoint.index >= parent.tx().txOut.size()
        ? null
        : new Coin(parent.tx().txOut.get((int) outPoint.index), height, false);
  }

  private Set<TxId> conflictsAndTheirDescendants(Transaction tx) {
    Set<TxId> all = new LinkedHashSet<>();
    for (TxIn in : tx.txIn) {
      TxId conflict = spenders.get(in.outPoint);
      if (conflict != null) {
        all.addAll(withDescendants(conflict));
      }
    }
    return all;
  }

  private Set<TxId> withDescendants(TxId first) {
    Set<TxId> all = new LinkedHashSet<>(Set.of(first));
    for (MempoolEntry entry : entries.values()) { // children come after their parents
      if (entry.tx().txIn.stream().anyMatch(in -> all.contains(in.outPoint.txid))) {
        all.add(entry.tx().txid);
      }
    }
    return all;
  }

  private @Nullable Rejection checkReplacement(MempoolEntry entry, Set<TxId> replaced) {
    if (replaced.isEmpty()) {
      return null;
    }
    if (entry.tx().txIn.stream().anyMatch(in -> replaced.contains(in.outPoint.txid))) {
      return Rejection.refused("bad-txns-spends-conflicting-tx");
    }
    if (replaced.size() > MAX_REPLACED) {
      return Rejection.refused("too many potential replacements");
    }
    long feesReplaced = 0;
    Set<TxId> parentsReplaced = new LinkedHashSet<>();
    for (TxId txId : replaced) {
      MempoolEntry other = java.util.Objects.requireNonNull(entries.get(txId));
      feesReplaced += other.fee();
      boolean isDirect = other.tx().txIn.stream()
          .anyMatch(in -> entry.tx().txIn.stream().anyMatch(mine -> mine.outPoint.equals(in.outPoint)));
      if (isDirect) {
        other.tx().txIn.forEach(in -> parentsReplaced.add(in.outPoint.txid));
        if (!entry.paysBetterThan(other)) {
          return Rejection.refused("insufficient fee");
        }
      }
    }
    if (entry.fee() < feesReplaced + entry.virtualSize() * PolicyRules.MIN_RELAY_FEERATE) {
      return Rejection.refused("insufficient fee");
    }
    boolean addsUnconfirmed = entry.tx().txIn.stream().map(in -> in.outPoint.txid)
        .anyMatch(parent -> entries.containsKey(parent) && !parentsReplaced.contains(parent));
    return addsUnconfirmed ? Rejection.refused("replacement-adds-unconfirmed") : null;
  }

  private @Nullable Rejection checkFamily(Transaction tx, Set<TxId> replaced) {
    Set<TxId> ancestors = new LinkedHashSet<>();
    collectAncestors(tx, ancestors);
    if (ancestors.size() + 1 > PolicyRules.MAX_PACKAGE) {
      return Rejection.refused("too-long-mempool-chain");
    }
    for (TxId ancestor : ancestors) {
      long descendants = withDescendants(ancestor).stream().filter(txId -> !replaced.contains(txId)).count();
      if (descendants + 1 > PolicyRules.MAX_PACKAGE) {
        return Rejection.refused("too-long-mempool-chain");
      }
    }
    return null;
  }

  private void collectAncestors(Transaction tx, Set<TxId> ancestors) {
    for (TxIn in : tx.txIn) {
      MempoolEntry parent = entries.get(in.outPoint.txid);
      if (parent != null && ancestors.add(parent.tx().txid) && ancestors.size() <= PolicyRules.MAX_PACKAGE) {
        collectAncestors(parent.tx(), ancestors);
      }
    }
  }

  /** The mempool's own minimum, where it stands above the floor, is looked at before the floor is. */
  private @Nullable Rejection checkFee(long fee, long virtualSize) {
    if (minimum.isMoreThan(FeeratePerKw.FLOOR) && fee * 1000 < virtualSize * 4 * minimum.satPerKw()) {
      return Rejection.refused("mempool min fee not met");
    }
    return fee < virtualSize * PolicyRules.MIN_RELAY_FEERATE ? Rejection.refused("min relay fee not met") : null;
  }

  FeeratePerKw minimum() {
    return minimum;
  }

  /** The mempool is as full as that: what pays less, alone and with its descendants, is dropped. */
  void setMinimum(FeeratePerKw feerate) {
    minimum = feerate;
    for (MempoolEntry entry : List.copyOf(entries.values())) {
      long fee = 0;
      long virtualSize = 0;
      for (TxId txId : entries.containsKey(entry.tx().txid) ? withDescendants(entry.tx().txid) : Set.<TxId>of()) {
        MempoolEntry each = java.util.Objects.requireNonNull(entries.get(txId));
        fee += each.fee();
        virtualSize += each.virtualSize();
      }
      if (virtualSize > 0 && checkFee(entry.fee(), entry.virtualSize()) != null && checkFee(fee, virtualSize) != null) {
        remove(withDescendants(entry.tx().txid));
      }
    }
  }

  /** Those that a miner takes who takes nothing below {@code least}, where a child may pay for its parents; parents first. */
  List<MempoolEntry> worthMining(FeeratePerKw least) {
    if (least.satPerKw() == 0) {
      return List.copyOf(entries.values());
    }
    Set<TxId> chosen = new LinkedHashSet<>();
    for (MempoolEntry entry : entries.values()) {
      Set<TxId> family = new LinkedHashSet<>();
      collectAncestors(entry.tx(), family);
      family.add(entry.tx().txid);
      family.removeAll(chosen);
      List<MempoolEntry> members = family.stream().map(txId -> java.util.Objects.requireNonNull(entries.get(txId))).toList();
      long fee = members.stream().mapToLong(MempoolEntry::fee).sum();
      long weight = members.stream().mapToLong(member -> member.tx().weight()).sum();
      if (fee * 1000 >= weight * least.satPerKw()) {
        chosen.addAll(family);
      }
    }
    return entries.values().stream().filter(entry -> chosen.contains(entry.tx().txid)).toList();
  }

  /** Drops a transaction and all that spend from it. */
  void evict(TxId txId) {
    if (entries.containsKey(txId)) {
      remove(withDescendants(txId));
    }
  }

  private void remove(Collection<TxId> txIds) {
    for (TxId txId : txIds) {
      MempoolEntry entry = entries.remove(txId);
      if (entry != null) {
        entry.tx().txIn.forEach(in -> spenders.remove(in.outPoint));
      }
    }
  }

  /** A block came: what is in it leaves, and so does what it has made impossible. */
  void blockConnected(List<Transaction> transactions) {
    for (Transaction tx : transactions) {
      remove(List.of(tx.txid));
      for (TxIn in : tx.txIn) {
        TxId conflict = spenders.get(in.outPoint);
        if (conflict != null) {
          remove(withDescendants(conflict));
        }
      }
    }
  }

  /** The chain was reorganised: everything is judged anew, {@code disconnected} first. */
  void reload(List<Transaction> disconnected) {
    List<Transaction> candidates = new ArrayList<>(disconnected);
    entries.values().forEach(entry -> candidates.add(entry.tx()));
    entries = new LinkedHashMap<>();
    spenders = new LinkedHashMap<>();
    for (Transaction tx : candidates) {
      if (!chain.isConfirmedWithUnspentOutput(tx)) {
        accept(tx, true);
      }
    }
  }
}
