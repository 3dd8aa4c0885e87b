package org.l2node.api.service;

import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;

/**
 * A channel.
 *
 * @param detail more about the state, for people: what it waits for
 * @param local this node's whole balance: neither reserve nor commitment fee taken off, HTLCs not in it
 * @param remote the peer's whole balance, likewise
 * @param reserve what the peer demands that this node keeps in the channel
 * @param announced whether the channel is, or is to be, announced to other nodes
 * @param shortChannelId null until the funding transaction is confirmed
 * @param localAlias the name that this node gave the peer for it: other payers' onions may name it so; null where it gave none
 * @param remoteAlias the name that the peer gave this node for it, for invoices; null until it came
 * @param fundingTxid null until it is known
 * @param closingTxid the transaction that spends the funding output; null until it is known
 */
public record ChannelInfo(
    ChannelId channelId,
    NodeId peerId,
    ChannelStatus state,
    String detail,
    Satoshi capacity,
    MilliSatoshi local,
    MilliSatoshi remote,
    Satoshi reserve,
    boolean announced,
    @Nullable ShortChannelId shortChannelId,
    @Nullable ShortChannelId localAlias,
    @Nullable ShortChannelId remoteAlias,
    @Nullable TxId fundingTxid,
    @Nullable TxId closingTxid) {}
