package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.resolution.Unlock;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;

/**
 * Decides which transactions should be made, and at which rate. Pure.
 *
 * <p>
 * A transaction that the mempool holds is only ever replaced by one of the same claims: to take one claim out of it would cost the fee of
 * all. One that the mempool does not hold is dissolved, and its claims are put together anew, at once, each at no less than was offered for
 * it before (reliability, V35). What the peer can spend too is in small company, and alone when its deadline is near.
 */
final class SweepPlanner {
  /** From here to its deadline, a claim goes alone. */
  static final int URGENT = 18;
  /** From here on, with few others. */
  static final int NEAR = 36;
  /** An attempt of several claims that is refused for so long is taken apart: one of them may be what is wrong with it. */
  static final int PATIENCE = 6;

  private static final int FEW = 8;
  private static final int MOST_CONTESTED = 60;
  private static final int MOST = 200;
  /** From here to the deadline each raise is sent, else only one that is worth it. */
  private static final int EACH_RAISE = 6;

  private final SweepFacts facts;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Map<OutPoint, SweepState> waiting = new LinkedHashMap<>();

  private SweepPlanner(SweepFacts facts) {
    this.facts = facts;
  }

  static SweepPlan plan(SweepFacts facts) {
    return new SweepPlanner(facts).plan();
  }

  private SweepPlan plan() {
    Map<OutPoint, OpenClaim> pool = new LinkedHashMap<>();
    for (OpenClaim open : facts.open()) {
      if (open.isReady(facts.tip())) {
        pool.put(open.outPoint(), open);
      } else {
        waiting.put(open.outPoint(), SweepState.HEIGHT);
      }
    }
    Set<OutPoint> alone = new HashSet<>(facts.taken());
    List<Attempt> refused = new ArrayList<>();
    for (SweepFacts.Active active : facts.active()) {
      Attempt attempt = active.attempt();
      if (staysTogether(active)) {
        List<OpenClaim> claims = attempt.inputs().stream().map(input -> java.util.Objects.requireNonNull(pool.remove(input.outPoint())))
            .toList();
        raise(claims, active);
      } else {
        refused.add(attempt);
        if (isTakenApart(attempt)) {
          alone.addAll(attempt.outPoints());
        }
      }
    }
    groups(pool, alone).values().forEach(group -> split(group, refused));
    wanted.sort(Comparator.comparingInt(each -> deadline(each.claims())));
    return new SweepPlan(wanted, waiting);
  }

  private boolean staysTogether(SweepFacts.Active active) {
    return switch (active.standing()) {
      case IN_MEMPOOL, CAME_BACK -> true;
      case REFUSED -> active.attempt().inputs().size() == 1 && !facts.taken().contains(active.attempt().inputs().getFirst().outPoint());
    };
  }

  private boolean isTakenApart(Attempt attempt) {
    return facts.tip().value() - attempt.made().value() >= PATIENCE && !attempt.feerate().isLessThan(facts.fees().minimum());
  }

  private void raise(List<OpenClaim> claims, SweepFacts.Active active) {
    Attempt attempt = active.attempt();
    FeeratePerKw feerate = groupRate(claims);
    boolean wasPushedOut = active.standing() == SweepFacts.Standing.CAME_BACK
        && claims.stream().anyMatch(each -> each.claim().isContested());
    if (wasPushedOut) { // replacement cycling (V34): each turn costs the other side more
      feerate = min(max(feerate, raised(attempt.feerate())), most(claims));
    }
    boolean isWorthIt = feerate.satPerKw() * 100 >= attempt.feerate().satPerKw() * 105 || blocksLeft(claims) <= EACH_RAISE;
    if (feerate.isMoreThan(attempt.feerate()) && isWorthIt) {
      wanted.add(new Wanted(claims, feerate, attempt));
    }
  }

  /** What may go together: in the order of their deadlines. */
  private static Map<List<Object>, List<OpenClaim>> groups(Map<OutPoint, OpenClaim> pool, Set<OutPoint> alone) {
    Map<List<Object>, List<OpenClaim>> groups = new LinkedHashMap<>();
    for (OpenClaim open : pool.values()) {
      groups.computeIfAbsent(alone.contains(open.outPoint()) ? List.of(open.outPoint()) : kind(open), _ -> new ArrayList<>()).add(open);
    }
    groups.values().forEach(group -> group.sort(Comparator.comparingInt(each -> deadline(List.of(each)))));
    return groups;
  }

  private static List<Object> kind(OpenClaim open) {
    Claim claim = open.claim();
    return switch (claim.unlock()) {
      case Unlock.Anchor _ -> List.of(open.outPoint());
      case Unlock.OfLocalHtlc _ -> List.of(open.channelId(), claim.lockTime());
      case Unlock.OfHtlc _ -> List.of(open.channelId(), "contested");
      case Unlock.ToLocal _, Unlock.ToRemote _, Unlock.LocalHtlcDelayed _, Unlock.RevokedToLocal _, Unlock.RevokedHtlcDelayed _ ->
        claim.deadline() == null ? List.of("no hurry") : List.of(open.channelId(), claim.deadline());
    };
  }

  private void split(List<OpenClaim> group, List<Attempt> refused) {
    int count = group.size();
    List<OpenClaim> left = new ArrayList<>(group);
    while (!left.isEmpty()) {
      OpenClaim first = left.removeFirst();
      if (most(List.of(first)).isLessThan(facts.fees().minimum())) {
        waiting.put(first.outPoint(), SweepState.LOWER_FEES);
        continue;
      }
      if (paysForItself(first)) {
        waiting.put(first.outPoint(), SweepState.NOTHING);
        continue;
      }
      List<OpenClaim> together = new ArrayList<>(List.of(first));
      long weight = SweepWeights.total(List.of(first.claim()));
      int limit = limit(first, count);
      for (OpenClaim next : List.copyOf(left)) {
        int added = SweepWeights.added(next.claim());
        if (together.size() < limit && weight + added <= SweepWeights.MOST && suits(first, next)) {
          together.add(next);
          left.remove(next);
          weight += added;
        }
      }
      want(together, refused);
    }
  }

  /** Nobody pays for the haste of another: they may pay about as much, and have about as much time. */
  private boolean suits(OpenClaim first, OpenClaim next) {
    long most = most(List.of(first)).satPerKw();
    long nextMost = most(List.of(next)).satPerKw();
    long left = blocksLeft(List.of(first));
    return nextMost <= 2 * most && most <= 2 * nextMost && blocksLeft(List.of(next)) <= 2 * Math.max(left, 1);
  }

  /** A group that was refused as it is, and need not pay more, is only sent again. */
  private void want(List<OpenClaim> claims, List<Attempt> refused) {
    FeeratePerKw rate = groupRate(claims);
    Set<OutPoint> outPoints = new LinkedHashSet<>();
    claims.forEach(open -> outPoints.add(open.outPoint()));
    @Nullable
    Attempt same = refused.stream().filter(attempt -> attempt.outPoints().equals(outPoints)).findFirst().orElse(null);
    if (same == null || rate.isMoreThan(same.feerate())) {
      wanted.add(new Wanted(claims, rate, same));
    }
  }

  private boolean paysForItself(OpenClaim open) {
    long parentWeight = SweepWeights.parentWeight(open.claim());
    return parentWeight > 0 && groupRate(List.of(open)).satPerKw() * parentWeight <= SweepWeights.parentFee(open.claim()) * 1000;
  }

  private int limit(OpenClaim first, int count) {
    if (!first.claim().isContested()) {
      return blocksLeft(List.of(first)) <= URGENT ? 1 : MOST;
    }
    int left = blocksLeft(List.of(first));
    int limit = left <= URGENT ? 1 : left <= NEAR ? FEW : MOST_CONTESTED;
    // Each of this node's HTLC transactions needs a coin: with few coins they have to share.
    return first.claim().needsFeeInputs() ? Math.max(limit, Math.ceilDiv(count, Math.max(1, facts.coins()))) : limit;
  }

  private FeeratePerKw groupRate(List<OpenClaim> claims) {
    FeeratePerKw rate = facts.fees().minimum();
    for (OpenClaim open : claims) {
      FeeratePerKw most = most(List.of(open));
      FeeCurve curve = new FeeCurve(open.payableSince(), open.claim().deadline(), facts.fees().minimum(), most);
      FeeratePerKw offered = facts.offered().getOrDefault(open.outPoint(), FeeratePerKw.FLOOR);
      rate = max(rate, curve.at(facts.tip(), facts.fees()));
      rate = max(rate, facts.taken().contains(open.outPoint()) ? raised(offered) : offered);
      rate = max(rate, facts.bumps().getOrDefault(open.channelId(), FeeratePerKw.FLOOR));
    }
    return min(rate, most(claims));
  }

  private FeeratePerKw most(List<OpenClaim> claims) {
    return SweepWeights.most(claims.stream().map(OpenClaim::claim).toList(), facts.fees().ceiling());
  }

  private int blocksLeft(List<OpenClaim> claims) {
    return deadline(claims) - facts.tip().value();
  }

  /** The first of their deadlines; beyond all heights where none has one. */
  private static int deadline(List<OpenClaim> claims) {
    int first = Integer.MAX_VALUE;
    for (OpenClaim open : claims) {
      BlockHeight deadline = open.claim().deadline();
      first = deadline == null ? first : Math.min(first, deadline.value());
    }
    return first;
  }

  private static FeeratePerKw raised(FeeratePerKw feerate) {
    return new FeeratePerKw(Math.min(0xffffffffL, feerate.satPerKw() * 5 / 4 + 1));
  }

  private static FeeratePerKw max(FeeratePerKw one, FeeratePerKw other) {
    return one.isLessThan(other) ? other : one;
  }

  private static FeeratePerKw min(FeeratePerKw one, FeeratePerKw other) {
    return one.isMoreThan(other) ? other : one;
  }
}
