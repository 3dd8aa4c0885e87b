package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The active chain and its unspent outputs. Not thread-safe. */
final class ActiveChain {
  private static final int MEDIAN_SPAN = 11;

  private final List<Block> blocks = new ArrayList<>();
  /** What each block spent, to undo it. */
  private final List<Map<OutPoint, Coin>> spentBy = new ArrayList<>();
  /** Every block ever connected, also those of branches left behind. */
  private final Map<BlockHash, Block> known = new HashMap<>();
  private final Map<OutPoint, Coin> coins = new HashMap<>();

  ActiveChain() {
    blocks.add(Block.RegtestGenesisBlock); // its output is unspendable: it never enters the set
    spentBy.add(Map.of());
    known.put(Block.RegtestGenesisBlock.hash, Block.RegtestGenesisBlock);
  }

  int height() {
    return blocks.size() - 1;
  }

  Block tip() {
    return blocks.getLast();
  }

  /** @throws IndexOutOfBoundsException above the tip */
  Block blockAt(int height) {
    return blocks.get(height);
  }

  @Nullable
  Block block(BlockHash hash) {
    return known.get(hash);
  }

  @Nullable
  Coin coin(OutPoint outPoint) {
    return coins.get(outPoint);
  }

  boolean isConfirmedWithUnspentOutput(Transaction tx) {
    for (int i = 0; i < tx.txOut.size(); i++) {
      if (coins.containsKey(new OutPoint(tx.txid, i))) {
        return true;
      }
    }
    return false;
  }

  /** The median of the times of the 11 blocks below {@code height}. */
  long medianTimePastBelow(int height) {
    int end = Math.clamp(height, 1, blocks.size());
    long[] times = blocks.subList(Math.max(0, end - MEDIAN_SPAN), end).stream().mapToLong(block -> block.header.time).sorted().toArray();
    return times[times.length / 2];
  }

  /**
   * Appends a block.
   *
   * @return null, or what is wrong with it; then nothing is changed
   */
  @Nullable
  Rejection connect(Block block) {
    int height = height() + 1;
    if (!block.header.hashPreviousBlock.equals(tip().hash) || !block.checkProofOfWork()
        || block.header.time <= medianTimePastBelow(height)) {
      return Rejection.refused("bad-header");
    }
    Map<OutPoint, Coin> spent = new LinkedHashMap<>();
    Map<OutPoint, Coin> made = new LinkedHashMap<>();
    addOutputs(block.tx.getFirst(), height, true, made);
    long fees = 0;
    for (Transaction tx : block.tx.subList(1, block.tx.size())) {
      List<Coin> inputs = new ArrayList<>();
      Rejection rejection = check(tx, height, spent, made, inputs);
      if (rejection != null) {
        return rejection;
      }
      tx.txIn.forEach(in -> {
        if (made.remove(in.outPoint) == null) {
          spent.put(in.outPoint, java.util.Objects.requireNonNull(coins.get(in.outPoint)));
        }
      });
      fees += ConsensusRules.fee(tx, inputs);
      addOutputs(tx, height, false, made);
    }
    if (ConsensusRules.outputSum(block.tx.getFirst()) > BlockBuilder.subsidy(height) + fees) {
      return Rejection.refused("bad-cb-amount");
    }
    spent.keySet().forEach(coins::remove);
    coins.putAll(made);
    blocks.add(block);
    spentBy.add(spent);
    known.put(block.hash, block);
    return null;
  }

  private @Nullable Rejection check(Transaction tx, int height, Map<OutPoint, Coin> spent, Map<OutPoint, Coin> made, List<Coin> inputs) {
    Rejection shape = tx.isCoinbase() ? Rejection.refused("bad-cb-multiple") : ConsensusRules.checkShape(tx);
    if (shape != null) {
      return shape;
    }
    for (TxIn in : tx.txIn) {
      Coin coin = made.get(in.outPoint);
      if (coin == null && !spent.containsKey(in.outPoint)) {
        coin = coins.get(in.outPoint);
      }
      if (coin == null) {
        return Rejection.missingInputs();
      }
      inputs.add(coin);
    }
    if (!ConsensusRules.isFinal(tx, height, medianTimePastBelow(height))
        || !ConsensusRules.sequencesPass(tx, inputs, height, this::medianTimePastBelow)) {
      return Rejection.refused("bad-txns-nonfinal");
    }
    Rejection amounts = ConsensusRules.checkAmounts(tx, inputs, height);
    return amounts != null ? amounts : ConsensusRules.checkScripts(tx, inputs, ConsensusRules.BLOCK_FLAGS);
  }

  private static void addOutputs(Transaction tx, int height, boolean coinbase, Map<OutPoint, Coin> made) {
    for (int i = 0; i < tx.txOut.size(); i++) {
      if (tx.txOut.get(i).publicKeyScript.isEmpty() || tx.txOut.get(i).publicKeyScript.get(0) != (byte) 0x6a) { // OP_RETURN can never be
                                                                                                                // spent
        made.put(new OutPoint(tx.txid, i), new Coin(tx.txOut.get(i), height, coinbase));
      }
    }
  }

  /**
   * Takes the last block off.
   *
   * @throws IllegalStateException if only the genesis block is left
   */
  Block disconnect() {
    if (height() == 0) {
      throw new IllegalStateException("the genesis block cannot be disconnected");
    }
    Block block = blocks.removeLast();
    for (Transaction tx : block.tx) {
      for (int i = 0; i < tx.txOut.size(); i++) {
        coins.remove(new OutPoint(tx.txid, i));
      }
    }
    coins.putAll(spentBy.removeLast());
    return block;
  }

  /** How many outputs nobody has spent, and what they are worth together: for checks of sums. */
  long[] unspentCountAndSum() {
    return new long[]{coins.size(),
        Arrays.stream(coins.values().stream().mapToLong(coin -> coin.output().amount.toLong()).toArray()).sum()};
  }
}
