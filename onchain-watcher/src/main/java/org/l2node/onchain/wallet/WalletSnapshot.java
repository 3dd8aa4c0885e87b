package org.l2node.onchain.wallet;

import java.util.List;
import org.l2node.onchain.chain.BlockRef;

/**
 * All that the wallet has stored.
 *
 * @param syncPoints the last blocks whose content is in it, lowest first
 */
public record WalletSnapshot(List<WalletOutput> outputs, List<AddressCounter> counters, List<Reservation> reservations,
    List<BlockRef> syncPoints) {
  public static final WalletSnapshot EMPTY = new WalletSnapshot(List.of(), List.of(), List.of(), List.of());

  public WalletSnapshot {
    outputs = List.copyOf(outputs);
    counters = List.copyOf(counters);
    reservations = List.copyOf(reservations);
    syncPoints = List.copyOf(syncPoints);
  }
}
