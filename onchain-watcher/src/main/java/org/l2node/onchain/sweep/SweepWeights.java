package org.l2node.onchain.sweep;

import java.util.List;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.resolution.Unlock;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.wallet.Wallet;

/** What claims weigh, and so what may be paid for them. All weights in weight units, at the most. Pure. */
final class SweepWeights {
  /** No standard transaction weighs more than 400,000. */
  static final int MOST = 390_000;
  /** Version, lock time, counts of at most 3 bytes, marker and flag. */
  private static final int BASE = 4 * (4 + 4 + 3 + 3) + 2;
  /** Least amount of an output of the wallet that is relayed. */
  static final long DUST = 330;

  private SweepWeights() {}

  /** What a claim adds to a transaction. */
  static int added(Claim claim) {
    int paired = claim.pairedOutput().map(output -> 4 * (8 + 1 + output.publicKeyScript.size())).orElse(0);
    return claim.inputWeight() + paired;
  }

  /** The weight of the transaction of these claims and of what it pays for besides. */
  static long total(List<Claim> claims) {
    boolean needsCoins = claims.stream().anyMatch(Claim::needsFeeInputs);
    long weight = (long) BASE + Wallet.OUTPUT_WEIGHT + (needsCoins ? Wallet.INPUT_WEIGHT : 0);
    for (Claim claim : claims) {
      weight += added(claim) + parentWeight(claim);
    }
    return weight;
  }

  /** What the child pays for besides itself. */
  static long parentWeight(Claim claim) {
    return claim.unlock() instanceof Unlock.Anchor anchor ? wholeVbytes(anchor.parent().weight()) : 0;
  }

  /** Rounded up as mempools do, which count virtual bytes. */
  static long wholeVbytes(long weight) {
    return Math.ceilDiv(weight, 4L) * 4;
  }

  static long parentFee(Claim claim) {
    return claim.unlock() instanceof Unlock.Anchor anchor ? anchor.parentFee().sat() : 0;
  }

  /** The most that may be paid for these claims together. */
  static Satoshi budget(List<Claim> claims) {
    long budget = claims.stream().mapToLong(claim -> claim.budget().sat()).sum();
    if (claims.stream().noneMatch(Claim::needsFeeInputs)) { // then the fee comes from the claims, and something must be left
      long amount = claims.stream().mapToLong(claim -> claim.amount().sat()).sum();
      budget = Math.min(budget, Math.max(0, amount - DUST));
    }
    return new Satoshi(Math.min(budget, Satoshi.MAX.sat()));
  }

  /** The rate at which the budget is used up, at most the ceiling. */
  static FeeratePerKw most(List<Claim> claims, FeeratePerKw ceiling) {
    long prepaid = claims.stream().mapToLong(SweepWeights::parentFee).sum();
    long rate = (budget(claims).sat() + prepaid) * 1000 / total(claims);
    return new FeeratePerKw(Math.min(rate, ceiling.satPerKw()));
  }
}
