package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.commitment.OutputScripts;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.wallet.Wallet;
import org.l2node.onchain.wallet.WalletOutput;

/** Puts claims and coins for the fee into a transaction, without signatures. Pure. */
final class SweepBuilder {
  /** What a replacement pays on top for its own weight: 1 sat per virtual byte (BIP 125, rule 4). */
  private static final long INCREMENT = 250;

  private final List<Claim> claims;
  private final FeeratePerKw feerate;
  private final FeeratePerKw minimum;
  private final long replacedFee;
  private final ByteVector script;
  private final long budget;
  private final long parentWeight;
  private final long parentFee;
  private final List<TxOut> paired = new ArrayList<>();

  /** What came of it. */
  sealed interface Result {}

  /**
   * @param spent what each input spends, in order
   * @param feerate what it pays, for the parent too where it has one
   */
  record Built(Transaction tx, List<TxOut> spent, Satoshi fee, FeeratePerKw feerate) implements Result {}

  /** More or other coins of the wallet are needed. */
  record NeedsCoins() implements Result {}

  /** The fee that would be taken is more than the budget. */
  record AboveBudget() implements Result {}

  /**
   * @param minimum the least that the mempool takes
   * @param replacedFee the fees of the transactions in the mempool that it replaces; 0: none
   * @param script where the rest goes
   */
  SweepBuilder(List<Claim> claims, FeeratePerKw feerate, FeeratePerKw minimum, Satoshi replacedFee, ByteVector script) {
    this.claims = claims;
    this.feerate = feerate;
    this.minimum = minimum;
    this.replacedFee = replacedFee.sat();
    this.script = script;
    this.budget = SweepWeights.budget(claims).sat();
    this.parentWeight = claims.stream().mapToLong(SweepWeights::parentWeight).sum();
    this.parentFee = claims.stream().mapToLong(SweepWeights::parentFee).sum();
    claims.forEach(claim -> claim.pairedOutput().ifPresent(paired::add));
  }

  /**
   * @param kept coins that must be in it, for an earlier attempt had them: so the two can never both be confirmed
   * @param coins that may be, smallest first
   */
  Result build(List<WalletOutput> kept, List<WalletOutput> coins) {
    boolean takesCoins = claims.stream().anyMatch(Claim::needsFeeInputs);
    List<WalletOutput> chosen = new ArrayList<>(kept);
    List<WalletOutput> left = new ArrayList<>(takesCoins ? coins : List.of());
    left.removeAll(kept);
    left.removeIf(coin -> coin.amount().sat() <= fee(feerate, Wallet.INPUT_WEIGHT));
    while (true) {
      Result result = with(chosen);
      if (!(result instanceof NeedsCoins) || left.isEmpty()) {
        return result;
      }
      chosen.add(left.remove(next(chosen, left)));
    }
  }

  /** The smallest that is enough, else the largest. */
  private int next(List<WalletOutput> chosen, List<WalletOutput> left) {
    for (int i = 0; i < left.size(); i++) {
      List<WalletOutput> more = new ArrayList<>(chosen);
      more.add(left.get(i));
      if (!(with(more) instanceof NeedsCoins)) {
        return i;
      }
    }
    return left.size() - 1;
  }

  private Result with(List<WalletOutput> chosen) {
    long in = claims.stream().mapToLong(claim -> claim.amount().sat()).sum() + chosen.stream().mapToLong(coin -> coin.amount().sat()).sum();
    long rest = in - paired.stream().mapToLong(output -> output.amount.toLong()).sum();
    long weight = weight(chosen.size(), true);
    long fee = wantedFee(weight);
    if (fee < 0) {
      return new AboveBudget();
    }
    if (rest - fee >= SweepWeights.DUST) {
      return built(chosen, rest - fee, fee, weight);
    }
    // Without an output for the rest: what is left of it goes to the miner, too.
    long lighter = weight(chosen.size(), false);
    long least = wantedFee(lighter);
    boolean isWhole = !paired.isEmpty() && least >= 0 && rest >= least && rest <= budget;
    return isWhole ? built(chosen, 0, rest, lighter) : new NeedsCoins();
  }

  /** The fee to pay; negative where that is more than the budget. */
  private long wantedFee(long weight) {
    long wanted = Math.max(0, fee(feerate, weight + parentWeight) - parentFee);
    long least = Math.max(fee(minimum, weight), replacedFee == 0 ? 0 : replacedFee + Math.ceilDiv(weight, 4L) * 4 * INCREMENT / 1000 + 1);
    return least > budget ? -1 : Math.min(Math.max(wanted, least), budget);
  }

  private Result built(List<WalletOutput> chosen, long rest, long fee, long weight) {
    List<TxOut> spent = new ArrayList<>();
    List<TxIn> inputs = new ArrayList<>();
    long lockTime = 0;
    for (Claim claim : claims) {
      inputs.add(new TxIn(claim.outPoint(), ByteVector.empty, claim.sequence(), new ScriptWitness()));
      spent.add(new TxOut(new fr.acinq.bitcoin.Satoshi(claim.amount().sat()), OutputScripts.payToWitnessScriptHash(claim.witnessScript())));
      lockTime = Math.max(lockTime, claim.lockTime());
    }
    for (WalletOutput coin : chosen) {
      inputs.add(new TxIn(coin.outPoint(), ByteVector.empty, Claim.RBF, new ScriptWitness()));
      spent.add(new TxOut(new fr.acinq.bitcoin.Satoshi(coin.amount().sat()), coin.script()));
    }
    long paid = (fee + parentFee) * 1000 / (weight + parentWeight);
    return new Built(new Transaction(2, inputs, outputs(rest), lockTime), spent, new Satoshi(fee),
        new FeeratePerKw(Math.min(paid, 0xffffffffL)));
  }

  private List<TxOut> outputs(long rest) {
    List<TxOut> outputs = new ArrayList<>(paired);
    if (rest > 0) {
      outputs.add(new TxOut(new fr.acinq.bitcoin.Satoshi(rest), script));
    }
    return outputs;
  }

  /** With all witnesses, at the most. */
  private long weight(int coins, boolean withRest) {
    int inputs = claims.size() + coins;
    int outputs = paired.size() + (withRest ? 1 : 0);
    long weight = 4L * (4 + 4 + count(inputs) + count(outputs)) + 2 + (long) coins * Wallet.INPUT_WEIGHT;
    weight += withRest ? 4L * (8 + 1 + script.size()) : 0;
    for (Claim claim : claims) {
      weight += SweepWeights.added(claim);
    }
    return SweepWeights.wholeVbytes(weight);
  }

  private static int count(int number) {
    return number < 253 ? 1 : 3;
  }

  private static long fee(FeeratePerKw feerate, long weight) {
    return Math.ceilDiv(Math.multiplyExact(feerate.satPerKw(), weight), 1000L);
  }

}
