package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.resolution.Unlock;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;

/** How the attempts stand with the full node's mempool. It is asked for facts; the words of its refusals decide nothing (V27). */
final class Mempools {
  /**
   * @param taken spent by a transaction of the mempool that is not ours
   * @param spent not there at all: spent in the chain, or what it is an output of is not in the chain
   */
  record Conflicts(Set<OutPoint> taken, Set<OutPoint> spent) {}

  private final ChainSource source;
  private final AttemptLog log;
  /** The attempts that were in the mempool when last looked at. */
  private final Set<Long> accepted = new HashSet<>();
  /** In this call of {@link Sweeper#sweep}. */
  private final Map<Long, SweepFacts.Standing> standings = new HashMap<>();

  Mempools(ChainSource source, AttemptLog log) {
    this.source = source;
    this.log = log;
  }

  void newRound() {
    standings.clear();
    accepted.retainAll(log.numbers());
  }

  static Optional<Transaction> parent(Claim claim) {
    return claim.unlock() instanceof Unlock.Anchor anchor ? Optional.of(anchor.parent()) : Optional.empty();
  }

  /** Looks whether the mempool has an attempt, and sends it again where not. */
  SweepFacts.Standing standing(Attempt attempt, List<Transaction> parents) throws ChainUnreachableException {
    if (source.mempoolTransaction(attempt.tx().txid).isPresent()) {
      accepted.add(attempt.number());
      return standings.getOrDefault(attempt.number(), SweepFacts.Standing.IN_MEMPOOL);
    }
    boolean wasThere = accepted.contains(attempt.number());
    boolean isThere = !(send(attempt, parents) instanceof BroadcastResult.Rejected);
    SweepFacts.Standing standing = !isThere
        ? SweepFacts.Standing.REFUSED
        : wasThere ? SweepFacts.Standing.CAME_BACK : SweepFacts.Standing.IN_MEMPOOL;
    standings.put(attempt.number(), standing);
    return standing;
  }

  /** Sends an attempt, with its parents as a package where it is not taken alone. */
  BroadcastResult send(Attempt attempt, List<Transaction> parents) throws ChainUnreachableException {
    BroadcastResult result = source.broadcast(attempt.tx());
    if (result instanceof BroadcastResult.Rejected && !parents.isEmpty()) {
      List<Transaction> all = new java.util.ArrayList<>(parents);
      all.add(attempt.tx());
      result = source.broadcastPackage(all).getLast();
    }
    if (result instanceof BroadcastResult.Rejected) {
      accepted.remove(attempt.number());
    } else {
      accepted.add(attempt.number());
    }
    return result;
  }

  /** Looks up those outputs that were tried before and are in no transaction that the mempool has. */
  Conflicts conflicts(Collection<OpenClaim> open, List<SweepFacts.Active> active) throws ChainUnreachableException {
    Set<OutPoint> fine = new HashSet<>();
    active.stream().filter(each -> each.standing() != SweepFacts.Standing.REFUSED).forEach(each -> fine.addAll(each.attempt().outPoints()));
    Set<OutPoint> taken = new HashSet<>();
    Set<OutPoint> spent = new HashSet<>();
    for (OpenClaim claim : open) {
      OutPoint outPoint = claim.outPoint();
      boolean isAsked = !fine.contains(outPoint) && log.latest(outPoint) != null && parent(claim.claim()).isEmpty();
      if (isAsked && source.unspentOutput(outPoint, true).isEmpty()) {
        if (source.unspentOutput(outPoint, false).isEmpty()) {
          spent.add(outPoint);
        } else if (feesOf(log.spending(List.of(outPoint))).isZero()) {
          taken.add(outPoint);
        }
      }
    }
    return new Conflicts(taken, spent);
  }

  /** What those of these attempts that are in the mempool pay together. */
  Satoshi feesOf(List<Attempt> attempts) throws ChainUnreachableException {
    Satoshi sum = Satoshi.ZERO;
    for (Attempt attempt : attempts) {
      if (source.mempoolTransaction(attempt.tx().txid).isPresent()) {
        sum = sum.plus(attempt.fee());
      }
    }
    return sum;
  }
}
