package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.wallet.Reservation;
import org.l2node.onchain.wallet.Wallet;

/**
 * Brings home what the channels claim on the chain: makes transactions, raises their fees along {@link FeeCurve} until they are in a block,
 * and makes them anew when what they spend was spent by others. Everything is level triggered: it looks at the claims as they are now and
 * at the mempool as it is now, and may be called at any time, again and again, also after a restart at any point.
 *
 * <p>
 * A claim ends when its channel no longer has it, never by an answer of the full node. From any thread; {@link #sweep} waits for the full
 * node and the store.
 */
public final class Sweeper {
  static final String OWNER_PREFIX = "sweep ";

  /** A conflict in the mempool is answered at once: the second round sees what the first one ran into. */
  private static final int ROUNDS = 3;

  private record Channel(ChannelKeys keys, Map<OutPoint, OpenClaim> open) {}

  private final ChainSource source;
  private final Wallet wallet;
  private final SweepListener listener;
  private final AttemptLog log;
  private final SweepFees fees;
  private final Map<ChannelId, Channel> channels = new LinkedHashMap<>();
  private final Map<ChannelId, FeeratePerKw> bumps = new HashMap<>();
  private final Map<OutPoint, SweepState> states = new HashMap<>();
  private final Mempools mempools;
  private volatile List<PendingSweep> pending = List.of();

  /** @param ceiling no transaction pays more, whatever its budget */
  public Sweeper(ChainSource source, Wallet wallet, SweepStore store, FeeratePerKw ceiling, SweepListener listener) {
    this.source = source;
    this.wallet = wallet;
    this.listener = listener;
    this.log = new AttemptLog(store);
    this.fees = new SweepFees(source, ceiling);
    this.mempools = new Mempools(source, log);
  }

  /**
   * The claims that a channel has now: all of them, in place of those it had before. None: nothing is left to claim for now. To be followed
   * by {@link #sweep}.
   *
   * @param tip the height of the last block
   */
  public synchronized void claims(ChannelId channelId, ChannelKeys keys, List<Claim> claims, BlockHeight tip) {
    Channel before = channels.get(channelId);
    Map<OutPoint, OpenClaim> open = new LinkedHashMap<>();
    for (Claim claim : claims) {
      OpenClaim known = before == null ? null : before.open().get(claim.outPoint());
      BlockHeight attempted = log.since(claim.outPoint());
      BlockHeight since = known != null ? known.since() : attempted != null ? attempted : tip;
      open.put(claim.outPoint(), new OpenClaim(channelId, claim, since));
    }
    channels.put(channelId, new Channel(keys, open));
    view();
  }

  /** A channel is over, for good. */
  public synchronized void forget(ChannelId channelId) {
    channels.remove(channelId);
    bumps.remove(channelId);
    Set<ChannelId> living = log.channels();
    living.remove(channelId);
    log.retain(living);
    view();
  }

  /** After a restart: forgets what was stored for channels that are no more. */
  public synchronized void retain(Set<ChannelId> living) {
    log.retain(living);
  }

  /**
   * The operator wants a channel's transactions to pay at least this, within their budgets, from the next {@link #sweep} on. Holds until
   * the channel is over; after a restart, what was offered by then holds.
   *
   * @return false where the channel claims nothing
   */
  public synchronized boolean bump(ChannelId channelId, FeeratePerKw least) {
    Channel channel = channels.get(channelId);
    if (channel == null || channel.open().isEmpty()) {
      return false;
    }
    bumps.merge(channelId, least, (one, other) -> one.isLessThan(other) ? other : one);
    return true;
  }

  /** What is being brought home, as of the last {@link #sweep} or {@link #claims}; never waits. */
  public List<PendingSweep> pending() {
    return pending;
  }

  /** To be called with each new tip, whenever claims have changed, and when the full node is back. */
  public synchronized void sweep() {
    if (channels.values().stream().allMatch(channel -> channel.open().isEmpty()) && log.numbers().isEmpty()) {
      releaseAllBut(Set.of());
      return;
    }
    try {
      mempools.newRound();
      boolean again = true;
      for (int round = 0; again && round < ROUNDS; round++) {
        again = round();
      }
    } catch (ChainUnreachableException e) {
      listener.unreachable(String.valueOf(e.getMessage()));
    } finally {
      view();
    }
  }

  /** True if something new was refused, which another round may be able to answer. */
  private boolean round() throws ChainUnreachableException {
    BlockHeight tip = source.tip().block().height();
    FeeFacts feeFacts = fees.now();
    Map<OutPoint, OpenClaim> open = new LinkedHashMap<>();
    channels.values().forEach(channel -> open.putAll(channel.open()));
    List<SweepFacts.Active> active = new ArrayList<>();
    Set<String> owners = new HashSet<>();
    for (Attempt attempt : log.current()) {
      if (isOfUnknownChannel(attempt)) { // told of soon; until then only kept alive
        mempools.standing(attempt, parents(attempt, open));
        keepCoins(attempt, owners);
        attempt.outPoints().forEach(open::remove);
      } else if (isAlive(attempt, open, tip) && keepCoins(attempt, owners)) {
        active.add(new SweepFacts.Active(attempt, mempools.standing(attempt, parents(attempt, open))));
      }
    }
    Mempools.Conflicts conflicts = mempools.conflicts(open.values(), active);
    conflicts.spent().forEach(open::remove);
    active.removeIf(each -> each.attempt().outPoints().stream().anyMatch(conflicts.spent()::contains));
    releaseAllBut(owners);
    SweepPlan plan = SweepPlanner.plan(new SweepFacts(tip, feeFacts, List.copyOf(open.values()), active, log.offered(), bumps,
        conflicts.taken(), wallet.feeCoins("").size()));
    note(active, conflicts, plan);
    boolean again = false;
    for (Wanted wanted : plan.wanted()) {
      again |= make(wanted, feeFacts, tip);
    }
    return again;
  }

  private boolean isOfUnknownChannel(Attempt attempt) {
    return attempt.inputs().stream().anyMatch(input -> !channels.containsKey(input.channelId()));
  }

  private static boolean isAlive(Attempt attempt, Map<OutPoint, OpenClaim> open, BlockHeight tip) {
    return attempt.inputs().stream().allMatch(input -> {
      OpenClaim claim = open.get(input.outPoint());
      return claim != null && claim.isReady(tip) && stillFits(attempt, claim.claim());
    });
  }

  /** A preimage that came may have made another claim of the same output. */
  private static boolean stillFits(Attempt attempt, Claim claim) {
    for (int i = 0; i < attempt.tx().txIn.size(); i++) {
      if (attempt.tx().txIn.get(i).outPoint.equals(claim.outPoint())) {
        int index = i;
        boolean isPaired = claim.pairedOutput()
            .map(output -> index < attempt.tx().txOut.size() && attempt.tx().txOut.get(index).equals(output)).orElse(true);
        boolean lockTimeFits = claim.fixesLockTime()
            ? attempt.tx().lockTime == claim.lockTime()
            : attempt.tx().lockTime >= claim.lockTime();
        return isPaired && lockTimeFits && attempt.tx().txIn.get(i).sequence == claim.sequence();
      }
    }
    return false;
  }

  /** Sees to it that the coins of an attempt are kept for it; false where they are gone. */
  private boolean keepCoins(Attempt attempt, Set<String> owners) {
    List<OutPoint> coins = attempt.coins();
    if (coins.isEmpty()) {
      return true;
    }
    Set<OutPoint> there = new HashSet<>();
    wallet.feeCoins(attempt.owner()).forEach(coin -> there.add(coin.outPoint()));
    if (!there.containsAll(coins)) {
      return false;
    }
    wallet.reserve(attempt.owner(), attempt.tx(), attempt.fee());
    owners.add(attempt.owner());
    return true;
  }

  private void releaseAllBut(Set<String> owners) {
    for (Reservation reservation : wallet.reservations()) {
      if (reservation.owner().startsWith(OWNER_PREFIX) && !owners.contains(reservation.owner())) {
        wallet.release(reservation.owner());
      }
    }
  }

  private static List<fr.acinq.bitcoin.Transaction> parents(Attempt attempt, Map<OutPoint, OpenClaim> open) {
    return attempt.inputs().stream().map(input -> open.get(input.outPoint())).filter(java.util.Objects::nonNull)
        .flatMap(claim -> Mempools.parent(claim.claim()).stream()).toList();
  }

  private void note(List<SweepFacts.Active> active, Mempools.Conflicts conflicts, SweepPlan plan) {
    Map<OutPoint, SweepState> now = new HashMap<>(plan.waiting());
    conflicts.spent().forEach(outPoint -> now.put(outPoint, SweepState.OTHER_SPEND));
    for (SweepFacts.Active each : active) {
      SweepState state = each.standing() == SweepFacts.Standing.REFUSED ? SweepState.MEMPOOL : SweepState.CONFIRMATION;
      each.attempt().outPoints().forEach(outPoint -> now.putIfAbsent(outPoint, state));
    }
    channels.values().forEach(channel -> channel.open().values().forEach(open -> put(open, now.get(open.outPoint()))));
  }

  private void put(OpenClaim open, @Nullable SweepState state) {
    SweepState before = state == null ? states.get(open.outPoint()) : states.put(open.outPoint(), state);
    if (state != null && state != before) {
      listener.waits(open, state);
    }
  }

  /** True if it was made and refused. */
  private boolean make(Wanted wanted, FeeFacts feeFacts, BlockHeight tip) throws ChainUnreachableException {
    Attempt attempt;
    try {
      attempt = new SweepJob(wallet, log, mempools).make(wanted, feeFacts, tip, channelId -> channels.get(channelId).keys(),
          state -> wanted.claims().forEach(open -> put(open, state)));
    } catch (IllegalArgumentException | IllegalStateException bug) { // the other claims must not suffer
      listener.failed(wanted.claims().getFirst(), bug);
      wanted.claims().forEach(open -> put(open, SweepState.REPAIR));
      return false;
    }
    if (attempt == null) {
      return false;
    }
    Map<OutPoint, OpenClaim> open = new LinkedHashMap<>();
    wanted.claims().forEach(claim -> open.put(claim.outPoint(), claim));
    BroadcastResult result = mempools.send(attempt, parents(attempt, open));
    listener.attempted(attempt, result);
    boolean isRefused = result instanceof BroadcastResult.Rejected;
    wanted.claims().forEach(claim -> put(claim, isRefused ? SweepState.MEMPOOL : SweepState.CONFIRMATION));
    return isRefused;
  }

  private void view() {
    Set<OutPoint> all = new LinkedHashSet<>();
    List<PendingSweep> list = new ArrayList<>();
    for (Channel channel : channels.values()) {
      for (OpenClaim open : channel.open().values()) {
        Claim claim = open.claim();
        Attempt attempt = log.latest(open.outPoint());
        list.add(new PendingSweep(open.channelId(), open.outPoint(), claim.unlock().text(), claim.amount(),
            states.getOrDefault(open.outPoint(), SweepState.PUBLISHING), claim.validFrom(), claim.deadline(), claim.budget(),
            attempt == null ? null : attempt.tx().txid, attempt == null ? null : attempt.fee(),
            attempt == null ? null : attempt.feerate(), attempt == null ? 0 : attempt.inputs().size()));
        all.add(open.outPoint());
      }
    }
    states.keySet().retainAll(all);
    pending = List.copyOf(list);
  }
}
