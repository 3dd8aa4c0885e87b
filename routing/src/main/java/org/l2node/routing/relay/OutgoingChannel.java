package org.l2node.routing.relay;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * A channel that an HTLC may be passed on by, as it is now.
 *
 * @param channelId its name
 * @param shortChannelId what the onion calls it: real or alias
 * @param terms of this node's direction, as its channel_update says
 * @param state whether it can carry HTLCs
 * @param sendable the most that one HTLC can carry now
 * @param channelUpdate for the errors; null: they go without
 */
public record OutgoingChannel(
    ChannelId channelId,
    ShortChannelId shortChannelId,
    ForwardingTerms terms,
    State state,
    MilliSatoshi sendable,
    @Nullable ChannelUpdate channelUpdate) {
  /** Whether a channel can carry HTLCs. */
  public enum State {
    USABLE,
    /** The peer is not connected; it is expected back. */
    OFFLINE,
    /** The operator, or the node for a while, has switched it off, and its channel_update says so. */
    DISABLED,
    /** It is being closed: no HTLC will ever go there again. */
    CLOSING
  }

  /** What an error may say of the terms: only an update that names the channel as the onion did (BOLT 4). */
  @Nullable
  ChannelUpdate updateFor(ShortChannelId named) {
    return channelUpdate != null && channelUpdate.shortChannelId().equals(named) ? channelUpdate : null;
  }
}
