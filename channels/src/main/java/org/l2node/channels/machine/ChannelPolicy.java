package org.l2node.channels.machine;

import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * What this node demands and bears. Terms of a channel are fixed when it is opened; the other limits hold from the moment they are changed.
 *
 * @param dustLimit of this node's commitments; at least 354 sat
 * @param leastReserve the least that the peer must keep; the usual demand is 1 % of the capacity
 * @param toSelfDelay blocks that the peer must wait for the outputs of its own commitment
 * @param maxToSelfDelay the longest delay that this node lets itself be given
 * @param maxAcceptedHtlcs HTLCs that this node takes at once; 1 to 483
 * @param htlcMinimum the smallest HTLC that this node takes; at least 1 msat
 * @param minFunding the smallest channel
 * @param maxFunding the largest channel; from 2^24 sat on only with peers that offer option_support_large_channel
 * @param minimumDepth confirmations that this node wants as the accepter; 0: the opener is trusted, channels are used before they are
 *   confirmed and option_zeroconf is taken
 * @param maxMinimumDepth the most that the peer may want
 * @param maxRemoteDustLimit the largest dust limit that the peer may have
 * @param maxReservePercent the most of the capacity that the peer may demand this node to keep
 * @param maxFeerate the highest commitment fee rate taken from a peer; ten times the estimate is always taken
 * @param maxDustExposure the most that may be lost to fees by trimmed HTLCs in a unilateral close
 * @param maxExpiryDelta how far in the future an offered HTLC may expire
 * @param fulfilmentDeadline an incoming HTLC whose preimage is known is taken to the chain so many blocks before it expires: BOLT 2's
 *   2R+G+S with R=2, G=2, S=12
 * @param timeoutGrace an outgoing HTLC is taken to the chain so many blocks after it expired: BOLT 2's G
 * @param fundingTimeout blocks after which an accepter forgets a channel that was never funded
 * @param closingDepth confirmations from which a closing is final
 * @param commitsToScript whether this node tells its shutdown script at the opening and closes to no other (upfront_shutdown_script)
 */
public record ChannelPolicy(
    Satoshi dustLimit,
    Satoshi leastReserve,
    ToSelfDelay toSelfDelay,
    ToSelfDelay maxToSelfDelay,
    int maxAcceptedHtlcs,
    MilliSatoshi htlcMinimum,
    Satoshi minFunding,
    Satoshi maxFunding,
    int minimumDepth,
    int maxMinimumDepth,
    Satoshi maxRemoteDustLimit,
    int maxReservePercent,
    FeeratePerKw maxFeerate,
    MilliSatoshi maxDustExposure,
    CltvExpiryDelta maxExpiryDelta,
    int fulfilmentDeadline,
    int timeoutGrace,
    int fundingTimeout,
    int closingDepth,
    boolean commitsToScript) {
  /** BOLT 3, Dust Limits: below this some output of a channel is not relayed. */
  public static final Satoshi LEAST_DUST_LIMIT = new Satoshi(354);

  /** BOLT 2: more would make commitment_signed too long. */
  public static final int MOST_HTLCS = 483;

  /** BOLT 2: a channel of more than this needs option_support_large_channel. */
  public static final Satoshi MOST_WITHOUT_LARGE = new Satoshi((1L << 24) - 1);

  /** All coins that there will ever be. */
  public static final Satoshi MOST_FUNDING = new Satoshi(21_000_000L * 100_000_000L);

  /** What all implementations agree to. */
  public static final ChannelPolicy DEFAULT = new ChannelPolicy(
      new Satoshi(354),
      new Satoshi(1000),
      new ToSelfDelay(144),
      new ToSelfDelay(2016),
      30,
      new MilliSatoshi(1),
      new Satoshi(20_000),
      MOST_WITHOUT_LARGE,
      3,
      144,
      new Satoshi(5_000),
      20,
      new FeeratePerKw(50_000),
      new MilliSatoshi(50_000_000),
      new CltvExpiryDelta(2016),
      18,
      2,
      2016,
      6,
      false);

  /** @throws IllegalArgumentException if a limit of BOLT 2 is not kept; the text names it */
  public ChannelPolicy {
    require(!dustLimit.isLessThan(LEAST_DUST_LIMIT), "dust limit below 354 sat");
    require(!leastReserve.isLessThan(dustLimit), "reserve below the dust limit");
    require(maxAcceptedHtlcs >= 1 && maxAcceptedHtlcs <= MOST_HTLCS, "accepted HTLCs not 1 to 483");
    require(!htlcMinimum.isZero(), "least HTLC of 0 msat");
    require(!minFunding.isMoreThan(maxFunding), "smallest channel above the largest");
    require(!maxFunding.isMoreThan(MOST_FUNDING), "largest channel above all coins");
    require(minimumDepth >= 0, "minimum depth below 0");
    require(timeoutGrace >= 0 && fulfilmentDeadline >= 1 && fundingTimeout >= 1 && closingDepth >= 1, "negative number of blocks");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("channel policy: " + otherwise);
    }
  }

  /** What the peer must keep in a channel of {@code capacity}: 1 %, but not less than either side's dust limit and the policy's least. */
  Satoshi reserveFor(Satoshi capacity, Satoshi remoteDustLimit) {
    long onePercent = capacity.sat() / 100;
    return new Satoshi(Math.max(Math.max(onePercent, leastReserve.sat()), remoteDustLimit.sat()));
  }

  public ChannelPolicy withMinimumDepth(int depth) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, minFunding, maxFunding,
        depth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commitsToScript);
  }

  public ChannelPolicy withToSelfDelay(ToSelfDelay delay) {
    return new ChannelPolicy(dustLimit, leastReserve, delay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, minFunding, maxFunding,
        minimumDepth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commitsToScript);
  }

  public ChannelPolicy withMaxAcceptedHtlcs(int most) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, most, htlcMinimum, minFunding, maxFunding, minimumDepth,
        maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commitsToScript);
  }

  public ChannelPolicy withClosingDepth(int depth) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, minFunding, maxFunding,
        minimumDepth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, depth, commitsToScript);
  }

  public ChannelPolicy withMinFunding(Satoshi least) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, least, maxFunding,
        minimumDepth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commitsToScript);
  }

  public ChannelPolicy withMaxFunding(Satoshi most) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, minFunding, most,
        minimumDepth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commitsToScript);
  }

  public ChannelPolicy withCommitsToScript(boolean commits) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, minFunding, maxFunding,
        minimumDepth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, maxDustExposure, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commits);
  }

  public ChannelPolicy withMaxDustExposure(MilliSatoshi most) {
    return new ChannelPolicy(dustLimit, leastReserve, toSelfDelay, maxToSelfDelay, maxAcceptedHtlcs, htlcMinimum, minFunding, maxFunding,
        minimumDepth, maxMinimumDepth,
        maxRemoteDustLimit, maxReservePercent, maxFeerate, most, maxExpiryDelta, fulfilmentDeadline, timeoutGrace,
        fundingTimeout, closingDepth, commitsToScript);
  }
}
