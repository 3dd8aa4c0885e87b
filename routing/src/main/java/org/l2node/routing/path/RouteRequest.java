package org.l2node.routing.path;

import java.util.List;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;

/**
 * What a route is looked for.
 *
 * @param self the node that pays
 * @param target the node that is paid
 * @param amount what it gets; > 0
 * @param maxFee the most that all nodes in between may keep
 * @param height of the chain now: all expiries are counted from here
 * @param finalDelta how far above {@code height} the HTLC expires at the payee: what the payee asked for, and a random offset that hides
 *   where the route ends
 * @param localChannels this node's channels that can send now
 * @param hints channels that only the invoice tells of
 * @param knowledge what earlier attempts taught
 */
public record RouteRequest(
    NodeId self,
    NodeId target,
    MilliSatoshi amount,
    MilliSatoshi maxFee,
    BlockHeight height,
    CltvExpiryDelta finalDelta,
    List<LocalChannel> localChannels,
    List<RouteHint> hints,
    RouteKnowledge knowledge) {
  public RouteRequest {
    localChannels = List.copyOf(localChannels);
    hints = List.copyOf(hints);
  }
}
