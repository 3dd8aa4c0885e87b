package org.l2node.routing.gossip;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * A channel of this node's own, as gossip needs it.
 *
 * @param shortChannelId its real one or, while it has none and for good where it is not to be announced, an alias that the peer gave
 * @param peer at the other end
 * @param capacity the funding output
 * @param terms on which this node forwards into it
 * @param enabled whether it forwards now
 * @param announcement with all four signatures; null as long as it is not announced
 */
public record OwnChannel(
    ShortChannelId shortChannelId,
    NodeId peer,
    Satoshi capacity,
    ForwardingTerms terms,
    boolean enabled,
    @Nullable ChannelAnnouncement announcement) {}
