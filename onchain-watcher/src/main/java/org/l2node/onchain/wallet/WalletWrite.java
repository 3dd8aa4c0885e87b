package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.OutPoint;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;

/** A change of what the wallet has stored. */
public sealed interface WalletWrite {
  /** Inserts or replaces, by outpoint. */
  record PutOutput(WalletOutput output) implements WalletWrite {}

  record DeleteOutput(OutPoint outPoint) implements WalletWrite {}

  /** Inserts or replaces, by branch. */
  record PutCounter(AddressCounter counter) implements WalletWrite {}

  /** Inserts or replaces, by owner. */
  record PutReservation(Reservation reservation) implements WalletWrite {}

  record DeleteReservation(String owner) implements WalletWrite {}

  /** All up to and with this block is in the store. */
  record AddSyncPoint(BlockRef block) implements WalletWrite {}

  /** The blocks from this height on are no longer in the chain. */
  record DropSyncPointsFrom(BlockHeight height) implements WalletWrite {}

  /** Blocks below this height are so deep that they will not be asked for. */
  record DropSyncPointsBelow(BlockHeight height) implements WalletWrite {}
}
