package org.l2node.channels.channel;

import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.UInt64;

/**
 * What one side said of itself and demands of the other in open_channel or accept_channel, never changed afterwards (BOLT 2).
 *
 * @param dustLimit outputs of this side's commitments below this are trimmed
 * @param maxHtlcValueInFlight millisatoshi of HTLCs that this side takes at once
 * @param channelReserve what the other side must keep
 * @param htlcMinimum the smallest HTLC that this side takes
 * @param toSelfDelay blocks that the other side waits for its own outputs
 * @param maxAcceptedHtlcs HTLCs that this side takes at once; at most 483
 * @param basepoints this side's keys
 */
public record SideTerms(
    Satoshi dustLimit,
    UInt64 maxHtlcValueInFlight,
    Satoshi channelReserve,
    MilliSatoshi htlcMinimum,
    ToSelfDelay toSelfDelay,
    int maxAcceptedHtlcs,
    ChannelBasepoints basepoints) {}
