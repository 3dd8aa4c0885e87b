package org.l2node.routing.invoice;

import java.util.List;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * Field r: a way from a public node to the payee over channels that are not public.
 *
 * @param hops in the order of the payment, the last one's channel ends at the payee; 1 to 12
 */
public record RouteHint(List<Hop> hops) {
  /** A field has room for no more. */
  public static final int MAX_HOPS = 12;

  /**
   * One channel.
   *
   * @param node where the channel starts
   * @param shortChannelId the channel, or an alias that {@code node} knows
   * @param feeBase per HTLC, at most 2^32-1 msat
   * @param feeProportionalMillionths of the amount forwarded, 0 to 2^32-1
   * @param cltvExpiryDelta at most 65,535
   */
  public record Hop(
      NodeId node,
      ShortChannelId shortChannelId,
      MilliSatoshi feeBase,
      long feeProportionalMillionths,
      CltvExpiryDelta cltvExpiryDelta) {
    /** @throws IllegalArgumentException if a number does not fit its field */
    public Hop {
      if (feeBase.msat() > 0xffffffffL || feeProportionalMillionths < 0 || feeProportionalMillionths > 0xffffffffL
          || cltvExpiryDelta.blocks() > 0xffff) {
        throw new IllegalArgumentException("a number of the route hint does not fit its field");
      }
    }
  }

  /** @throws IllegalArgumentException if there are no hops or too many */
  public RouteHint {
    hops = List.copyOf(hops);
    if (hops.isEmpty() || hops.size() > MAX_HOPS) {
      throw new IllegalArgumentException("a route hint of " + hops.size() + " hops");
    }
  }
}
