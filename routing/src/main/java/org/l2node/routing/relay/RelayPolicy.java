package org.l2node.routing.relay;

import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * On what terms this node passes on HTLCs, and the limits it keeps whatever a channel's terms are.
 *
 * @param feeBase per HTLC; at most 2^32-1 msat
 * @param feeProportionalMillionths of the amount passed on; at most 1,000,000
 * @param cltvExpiryDelta the blocks kept between the incoming and the outgoing HTLC's expiry; 34 to 2,016
 * @param expiryMargin an outgoing HTLC must expire more than so many blocks above the chain
 * @param maxExpiry an incoming HTLC must not expire more than so many blocks above the chain
 */
public record RelayPolicy(
    MilliSatoshi feeBase,
    long feeProportionalMillionths,
    CltvExpiryDelta cltvExpiryDelta,
    CltvExpiryDelta expiryMargin,
    CltvExpiryDelta maxExpiry) {
  /** max_htlc_cltv of BOLT 4: two weeks. */
  public static final CltvExpiryDelta MAX_HTLC_CLTV = new CltvExpiryDelta(2016);

  /** BOLT 2's 3R + 2G + 2S with its example values: below it a relayed payment can be lost to blocks that come in the wrong order. */
  public static final CltvExpiryDelta LEAST_CLTV_EXPIRY_DELTA = new CltvExpiryDelta(34);

  /**
   * A base fee of 1 satoshi, as LND, Eclair and LDK ask; 100 millionths, between LND's 1 and Eclair's 200, so that a large payment pays for
   * the liquidity it moves. A delta of 80 blocks: more than BOLT 2's least of 34, since an HTLC-timeout may have to outbid the peer for
   * many blocks, and as many as LND's, since every block makes a route through this node less attractive and a payer counts at most 2,016
   * in all. Three blocks of margin: no more than the next node will refuse anyway for being too close.
   */
  public static final RelayPolicy DEFAULT = new RelayPolicy(new MilliSatoshi(1000), 100, new CltvExpiryDelta(80), new CltvExpiryDelta(3),
      MAX_HTLC_CLTV);

  /** @throws IllegalArgumentException if a value is out of its range */
  public RelayPolicy {
    if (feeBase.msat() > 0xffffffffL || feeProportionalMillionths < 0 || feeProportionalMillionths > 1_000_000) {
      throw new IllegalArgumentException("no fee that a node can ask: " + feeBase + " and " + feeProportionalMillionths + " millionths");
    }
    if (cltvExpiryDelta.compareTo(LEAST_CLTV_EXPIRY_DELTA) < 0 || cltvExpiryDelta.compareTo(MAX_HTLC_CLTV) > 0) {
      throw new IllegalArgumentException("a cltv_expiry_delta of " + cltvExpiryDelta + " is not safe or of no use");
    }
  }

  /** What the channel_update of a channel says by this policy. */
  public ForwardingTerms terms(MilliSatoshi htlcMinimum, MilliSatoshi htlcMaximum) {
    return new ForwardingTerms(feeBase, feeProportionalMillionths, cltvExpiryDelta, htlcMinimum, htlcMaximum);
  }
}
