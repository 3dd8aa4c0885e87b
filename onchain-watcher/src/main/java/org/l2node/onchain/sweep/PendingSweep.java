package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * An output that is being brought home.
 *
 * @param kind which output it is, in words of the BOLTs
 * @param validFrom the lowest block that may hold what spends it
 * @param deadline the highest block that it should be in; null: nothing hurries
 * @param budget the most that may be paid for it
 * @param txId the last transaction made for it; null while there is none
 * @param fee of that transaction, which may spend others too; null while there is none
 * @param feerate of that transaction, with its parent where it pays for one; null while there is none
 * @param together how many outputs that transaction brings home; 0 while there is none
 */
public record PendingSweep(ChannelId channelId, OutPoint outPoint, String kind, Satoshi amount, SweepState state, BlockHeight validFrom,
    @Nullable BlockHeight deadline, Satoshi budget, @Nullable TxId txId, @Nullable Satoshi fee, @Nullable FeeratePerKw feerate,
    int together) {}
