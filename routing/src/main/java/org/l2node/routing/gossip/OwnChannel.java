package org.l2node.routing.gossip;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * A channel of this node's own, as gossip needs it.
 *
 * @param shortChannelId its real one or, where that is to be hidden, the alias that this node gave its peer; never what a peer has chosen,
 *   which could be the name of another channel
 * @param nameAtPeer what this node's updates call it: the real one or, where that is to be hidden, the alias that the peer gave
 * @param peer at the other end
 * @param capacity the funding output
 * @param terms on which this node forwards into it
 * @param enabled whether it forwards now
 * @param names what the peer calls it in its updates, beside {@code shortChannelId}
 * @param announcement with all four signatures; null as long as it is not announced
 */
public record OwnChannel(
    ShortChannelId shortChannelId,
    ShortChannelId nameAtPeer,
    NodeId peer,
    Satoshi capacity,
    ForwardingTerms terms,
    boolean enabled,
    Set<ShortChannelId> names,
    @Nullable ChannelAnnouncement announcement) {
  public OwnChannel {
    names = Set.copyOf(names);
  }

  OwnChannel withAnnouncement(ChannelAnnouncement stored) {
    return new OwnChannel(shortChannelId, nameAtPeer, peer, capacity, terms, enabled, names, stored);
  }

  OwnChannel disabled() {
    return new OwnChannel(shortChannelId, nameAtPeer, peer, capacity, terms, false, names, announcement);
  }
}
