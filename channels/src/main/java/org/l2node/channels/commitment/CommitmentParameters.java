package org.l2node.channels.commitment;

import fr.acinq.bitcoin.Crypto;
import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * What shapes all commitments of a channel and never changes.
 *
 * @param opener who sent open_channel and pays for the commitments
 * @param local this node's side
 * @param remote the peer's side
 * @param format the kind of commitment, by channel type
 */
public record CommitmentParameters(Side opener, SideParameters local, SideParameters remote, CommitmentFormat format) {

  public SideParameters of(Side side) {
    return switch (side) {
      case LOCAL -> local;
      case REMOTE -> remote;
    };
  }

  /** What the opener pays for a commitment with so many untrimmed HTLCs: fee and anchors (BOLT 3, Fee Payment). */
  public Satoshi openerCost(FeeratePerKw feerate, int untrimmedHtlcs) {
    return format.fee(feerate, untrimmedHtlcs).plus(format.anchorsCost());
  }

  /** What the opener pays for {@code spec} as a commitment of {@code broadcaster}. */
  public Satoshi openerCost(CommitmentSpec spec, Side broadcaster) {
    return openerCost(spec.feerate(), untrimmedHtlcs(spec, broadcaster));
  }

  /** How many HTLCs have an output in {@code spec} as a commitment of {@code broadcaster}. */
  public int untrimmedHtlcs(CommitmentSpec spec, Side broadcaster) {
    Satoshi dustLimit = of(broadcaster).dustLimit();
    int untrimmed = 0;
    for (Htlc htlc : spec.htlcs()) {
      if (!format.isTrimmed(htlc.amount(), dustLimit)) {
        untrimmed++;
      }
    }
    return untrimmed;
  }

  /**
   * The sum of the HTLCs that have no output in {@code spec} as a commitment of {@code broadcaster}: what goes to miners should it be
   * published (BOLT 2, dust exposure).
   */
  public MilliSatoshi dustExposure(CommitmentSpec spec, Side broadcaster) {
    Satoshi dustLimit = of(broadcaster).dustLimit();
    MilliSatoshi exposure = MilliSatoshi.ZERO;
    for (Htlc htlc : spec.htlcs()) {
      if (format.isTrimmed(htlc.amount(), dustLimit)) {
        exposure = exposure.plus(htlc.amount());
      }
    }
    return exposure;
  }

  /**
   * Whether {@code spec} makes a sound commitment of {@code broadcaster}: the opener pays its whole cost and keeps {@code openerReserve},
   * and there is an output to spend. {@link CommitmentTx#build} then pays at least the target fee.
   *
   * @param openerReserve what the opener must keep after the cost; zero where its reserve does not matter
   */
  public boolean canAfford(CommitmentSpec spec, Side broadcaster, Satoshi openerReserve) {
    int untrimmed = untrimmedHtlcs(spec, broadcaster);
    Satoshi cost = openerCost(spec.feerate(), untrimmed);
    Satoshi openerBalance = spec.balance(opener).toSatoshiRoundDown();
    if (openerBalance.isLessThan(cost.plus(openerReserve))) {
      return false;
    }
    return hasOutput(spec, broadcaster);
  }

  /** Whether {@code spec} as a commitment of {@code broadcaster} has any output; the opener pays what it has where that is too little. */
  public boolean hasOutput(CommitmentSpec spec, Side broadcaster) {
    int untrimmed = untrimmedHtlcs(spec, broadcaster);
    Satoshi cost = openerCost(spec.feerate(), untrimmed);
    Satoshi openerBalance = spec.balance(opener).toSatoshiRoundDown();
    Satoshi dustLimit = of(broadcaster).dustLimit();
    return untrimmed > 0
        || !openerBalance.isLessThan(cost.plus(dustLimit))
        || !spec.balance(opener.other()).toSatoshiRoundDown().isLessThan(dustLimit);
  }

  /**
   * A commitment number as it stands in a transaction's lock time and sequence: XORed with what only the two sides know (BOLT 3, Commitment
   * Transaction). Applied twice it gives the number back.
   */
  long obscure(CommitmentNumber number) {
    return number.value() ^ obscuringFactor(of(opener).basepoints(), of(opener.other()).basepoints());
  }

  private static long obscuringFactor(ChannelBasepoints opener, ChannelBasepoints accepter) {
    byte[] hash = Crypto.sha256(opener.paymentBasepoint().value.concat(accepter.paymentBasepoint().value));
    long factor = 0;
    for (int i = 26; i < 32; i++) {
      factor = factor << 8 | hash[i] & 0xff;
    }
    return factor;
  }
}
