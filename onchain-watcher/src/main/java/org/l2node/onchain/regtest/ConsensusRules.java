package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** What every transaction of a block must keep. */
final class ConsensusRules {
  static final long MAX_MONEY = 2_100_000_000_000_000L;
  static final int MAX_TX_WEIGHT = 4_000_000;
  static final int COINBASE_MATURITY = 100;
  /** What blocks must keep today: BIP 16, 66, 147, 65, 112, 141, 341. */
  static final int BLOCK_FLAGS = ScriptFlags.SCRIPT_VERIFY_P2SH | ScriptFlags.SCRIPT_VERIFY_DERSIG | ScriptFlags.SCRIPT_VERIFY_NULLDUMMY
      | ScriptFlags.SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY | ScriptFlags.SCRIPT_VERIFY_CHECKSEQUENCEVERIFY | ScriptFlags.SCRIPT_VERIFY_WITNESS
      | ScriptFlags.SCRIPT_VERIFY_TAPROOT;

  private static final long LOCKTIME_THRESHOLD = 500_000_000L;
  private static final long SEQUENCE_FINAL = 0xffffffffL;

  private ConsensusRules() {}

  /** What can be said of a transaction that is not a coinbase without knowing the chain; null where it is sound. */
  static @Nullable Rejection checkShape(Transaction tx) {
    if (tx.txIn.isEmpty() || tx.txOut.isEmpty()) {
      return Rejection.refused(tx.txIn.isEmpty() ? "bad-txns-vin-empty" : "bad-txns-vout-empty");
    }
    if (tx.weight() > MAX_TX_WEIGHT) {
      return Rejection.refused("bad-txns-oversize");
    }
    long sum = 0;
    for (TxOut out : tx.txOut) {
      long amount = out.amount.toLong();
      if (amount < 0 || amount > MAX_MONEY) {
        return Rejection.refused("bad-txns-vout-outofrange");
      }
      sum += amount;
      if (sum > MAX_MONEY) {
        return Rejection.refused("bad-txns-txouttotal-toolarge");
      }
    }
    Set<OutPoint> inputs = new HashSet<>();
    for (TxIn in : tx.txIn) {
      if (in.outPoint.isNull()) {
        return Rejection.refused("bad-txns-prevout-null");
      }
      if (!inputs.add(in.outPoint)) {
        return Rejection.refused("bad-txns-inputs-duplicate");
      }
    }
    return null;
  }

  /** Whether the lock time lets the transaction into a block at {@code height} (BIP 113: the time is the median of the blocks before). */
  static boolean isFinal(Transaction tx, int height, long medianTimePast) {
    if (tx.lockTime == 0 || tx.lockTime < (tx.lockTime < LOCKTIME_THRESHOLD ? height : medianTimePast)) {
      return true;
    }
    return tx.txIn.stream().allMatch(in -> in.sequence == SEQUENCE_FINAL);
  }

  /**
   * BIP 68: whether the sequences let the transaction into a block at {@code height}.
   *
   * @param coins what it spends, input by input
   * @param medianTimePastBelow the median time that a block at a height is compared with, that is of the blocks below that height
   */
  static boolean sequencesPass(Transaction tx, List<Coin> coins, int height, IntToLongFunction medianTimePastBelow) {
    if (tx.version < 2) {
      return true;
    }
    for (int i = 0; i < coins.size(); i++) {
      long sequence = tx.txIn.get(i).sequence;
      if ((sequence & TxIn.SEQUENCE_LOCKTIME_DISABLE_FLAG) != 0) {
        continue;
      }
      long value = sequence & TxIn.SEQUENCE_LOCKTIME_MASK;
      int coinHeight = coins.get(i).height();
      if ((sequence & TxIn.SEQUENCE_LOCKTIME_TYPE_FLAG) != 0) {
        long earliest = medianTimePastBelow.applyAsLong(coinHeight) + (value << TxIn.SEQUENCE_LOCKTIME_GRANULARITY);
        if (medianTimePastBelow.applyAsLong(height) < earliest) {
          return false;
        }
      } else if (height < coinHeight + value) {
        return false;
      }
    }
    return true;
  }

  /** Maturity, amounts, and that no more goes out than comes in; null where all is sound. */
  static @Nullable Rejection checkAmounts(Transaction tx, List<Coin> coins, int height) {
    long in = 0;
    for (Coin coin : coins) {
      if (coin.coinbase() && height - coin.height() < COINBASE_MATURITY) {
        return Rejection.refused("bad-txns-premature-spend-of-coinbase");
      }
      in += coin.output().amount.toLong();
    }
    return in < outputSum(tx) ? Rejection.refused("bad-txns-in-belowout") : null;
  }

  static long outputSum(Transaction tx) {
    return tx.txOut.stream().mapToLong(out -> out.amount.toLong()).sum();
  }

  static long fee(Transaction tx, List<Coin> coins) {
    return coins.stream().mapToLong(coin -> coin.output().amount.toLong()).sum() - outputSum(tx);
  }

  /** Runs every input's script; null where all hold. */
  static @Nullable Rejection checkScripts(Transaction tx, List<Coin> coins, int flags) {
    Map<OutPoint, TxOut> spent = new LinkedHashMap<>();
    for (int i = 0; i < coins.size(); i++) {
      spent.put(tx.txIn.get(i).outPoint, coins.get(i).output());
    }
    try {
      tx.correctlySpends(spent, flags);
      return null;
    } catch (RuntimeException e) { // the interpreter's way to say no
      return Rejection.refused("mandatory-script-verify-flag-failed (" + e.getMessage() + ")");
    }
  }
}
