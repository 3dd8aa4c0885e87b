package org.l2node.channels.commitment;

import java.util.List;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;

/**
 * What a commitment is to say: who has how much, and what is locked in HTLCs. Seen from this node, also for the peer's commitments.
 *
 * @param feerate of the commitment
 * @param toLocal this node's balance, cost of the commitment not taken off
 * @param toRemote the peer's balance, cost of the commitment not taken off
 * @param htlcs all HTLCs, trimmed ones included, in any order
 */
public record CommitmentSpec(FeeratePerKw feerate, MilliSatoshi toLocal, MilliSatoshi toRemote, List<Htlc> htlcs) {
  public CommitmentSpec {
    htlcs = List.copyOf(htlcs);
  }

  public MilliSatoshi balance(Side side) {
    return switch (side) {
      case LOCAL -> toLocal;
      case REMOTE -> toRemote;
    };
  }

  /** Balances and HTLCs together: the capacity, always. */
  public MilliSatoshi total() {
    MilliSatoshi total = toLocal.plus(toRemote);
    for (Htlc htlc : htlcs) {
      total = total.plus(htlc.amount());
    }
    return total;
  }
}
