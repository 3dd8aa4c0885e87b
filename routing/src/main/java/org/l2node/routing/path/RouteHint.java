package org.l2node.routing.path;

import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * A channel that is not announced, as an invoice names it (BOLT 11, field r).
 *
 * @param from the node that forwards
 * @param to the node that it forwards to: the next one of the hint, or the payee
 * @param shortChannelId what to name the channel in {@code from}'s payload
 * @param terms on what terms {@code from} forwards; an invoice tells no least and greatest amounts: 0 and all the money
 */
public record RouteHint(NodeId from, NodeId to, ShortChannelId shortChannelId, ForwardingTerms terms) {}
