package org.l2node.api.service;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * An output of a closed channel that is being brought home to the wallet.
 *
 * @param kind which output it is
 * @param state what it waits for, in a word in lower case
 * @param waitsFor the same, for people
 * @param validFrom the lowest block that may hold what spends it
 * @param deadline the highest block that it should be in; null: nothing hurries
 * @param blocksLeft how many blocks the deadline is away, negative where it has passed; null: nothing hurries
 * @param budget the most that may be paid in fees for it
 * @param txId the last transaction made for it; null while there is none
 * @param fee of that transaction; null while there is none
 * @param feerate of that transaction, with its parent where it pays for one; null while there is none
 * @param outputs how many outputs that transaction brings home; 0 while there is none
 */
public record SweepInfo(ChannelId channelId, OutPoint outPoint, String kind, Satoshi amount, String state, String waitsFor,
    BlockHeight validFrom, @Nullable BlockHeight deadline, @Nullable Integer blocksLeft, Satoshi budget, @Nullable TxId txId,
    @Nullable Satoshi fee, @Nullable FeeratePerKw feerate, int outputs) {
  /** Names it: transaction id and index. */
  public String key() {
    return outPoint.txid + ":" + outPoint.index;
  }
}
