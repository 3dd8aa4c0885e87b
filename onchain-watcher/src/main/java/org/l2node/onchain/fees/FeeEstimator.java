package org.l2node.onchain.fees;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.Network;

/**
 * The fee rates to pay now. Estimates of the full node, kept for a while, never below what its mempool takes nor above a ceiling; a fixed
 * rate where there is no estimate. From any thread.
 */
public final class FeeEstimator {
  /** Nothing pays more: a wrong estimate must not burn money. 500 sat per virtual byte. */
  public static final FeeratePerKw CEILING = new FeeratePerKw(125_000);

  private static final Duration KEPT = Duration.ofMinutes(2);
  /** Where the full node has no estimate: 10 sat per virtual byte where coins are worth something. */
  private static final FeeratePerKw FALLBACK = new FeeratePerKw(2_500);

  private record Estimate(FeeratePerKw feerate, Instant at) {}

  private final ChainSource source;
  private final InstantSource clock;
  private final Map<FeePurpose, Estimate> estimates = new EnumMap<>(FeePurpose.class);

  public FeeEstimator(ChainSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The rate to pay now. Where the full node does not answer, the last one known, or the fallback. Asks the full node at most every two
   * minutes; else returns at once.
   */
  public FeeratePerKw feerate(FeePurpose purpose) {
    Instant now = clock.instant();
    Estimate known;
    synchronized (estimates) {
      known = estimates.get(purpose);
    }
    if (known != null && now.isBefore(known.at().plus(KEPT))) {
      return known.feerate();
    }
    FeeratePerKw fresh;
    try {
      fresh = ask(purpose);
    } catch (ChainUnreachableException _) { // an old rate is better than none
      fresh = known == null ? fallback() : known.feerate();
    }
    synchronized (estimates) {
      estimates.put(purpose, new Estimate(fresh, now));
    }
    return fresh;
  }

  private FeeratePerKw ask(FeePurpose purpose) throws ChainUnreachableException {
    FeeratePerKw wanted = source.estimateFeerate(purpose.targetBlocks()).orElse(fallback());
    FeeratePerKw least = max(FeeratePerKw.FLOOR, source.mempoolMinimumFeerate());
    return min(max(wanted, least), max(CEILING, least));
  }

  private FeeratePerKw fallback() {
    return source.network() == Network.REGTEST ? FeeratePerKw.FLOOR : FALLBACK;
  }

  private static FeeratePerKw max(FeeratePerKw one, FeeratePerKw other) {
    return one.isLessThan(other) ? other : one;
  }

  private static FeeratePerKw min(FeeratePerKw one, FeeratePerKw other) {
    return one.isMoreThan(other) ? other : one;
  }
}
