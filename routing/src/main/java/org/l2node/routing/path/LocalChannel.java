package org.l2node.routing.path;

import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * A channel of this node's own that can send now: where every route starts. Its balance is live, unlike all that gossip tells.
 *
 * @param channelId the channel
 * @param shortChannelId its short channel id or, where there is none yet, an alias: only names it in {@code DirectedChannel}s
 * @param peer at the other end
 * @param spendable what can be offered in one HTLC now: reserve, commitment fee and HTLCs in flight taken off
 * @param htlcMinimum the smallest HTLC that the peer accepts
 */
public record LocalChannel(
    ChannelId channelId,
    ShortChannelId shortChannelId,
    NodeId peer,
    MilliSatoshi spendable,
    MilliSatoshi htlcMinimum) {
  /** Whether an HTLC of {@code amount} can be offered. */
  public boolean canSend(MilliSatoshi amount) {
    return !amount.isLessThan(htlcMinimum) && !spendable.isLessThan(amount);
  }
}
