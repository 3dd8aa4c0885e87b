package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;

/** A wallet's stored state in memory: what a {@link WalletStore} holds after the same writes. Not thread-safe. */
final class WalletState {
  private final Map<OutPoint, WalletOutput> outputs = new LinkedHashMap<>();
  private final Map<Branch, AddressCounter> counters = new EnumMap<>(Branch.class);
  private final Map<String, Reservation> reservations = new LinkedHashMap<>();
  private final TreeMap<BlockHeight, BlockRef> syncPoints = new TreeMap<>();

  WalletState(WalletSnapshot snapshot) {
    snapshot.outputs().forEach(output -> outputs.put(output.outPoint(), output));
    snapshot.counters().forEach(counter -> counters.put(counter.branch(), counter));
    snapshot.reservations().forEach(reservation -> reservations.put(reservation.owner(), reservation));
    snapshot.syncPoints().forEach(block -> syncPoints.put(block.height(), block));
  }

  WalletSnapshot snapshot() {
    return new WalletSnapshot(List.copyOf(outputs.values()), List.copyOf(counters.values()), List.copyOf(reservations.values()),
        List.copyOf(syncPoints.values()));
  }

  void apply(WalletWrite write) {
    switch (write) {
      case WalletWrite.PutOutput(WalletOutput output) -> outputs.put(output.outPoint(), output);
      case WalletWrite.DeleteOutput(OutPoint outPoint) -> outputs.remove(outPoint);
      case WalletWrite.PutCounter(AddressCounter counter) -> counters.put(counter.branch(), counter);
      case WalletWrite.PutReservation(Reservation reservation) -> reservations.put(reservation.owner(), reservation);
      case WalletWrite.DeleteReservation(String owner) -> reservations.remove(owner);
      case WalletWrite.AddSyncPoint(BlockRef block) -> syncPoints.put(block.height(), block);
      case WalletWrite.DropSyncPointsFrom(BlockHeight height) -> syncPoints.tailMap(height, true).clear();
      case WalletWrite.DropSyncPointsBelow(BlockHeight height) -> syncPoints.headMap(height, false).clear();
    }
  }

  @Nullable
  WalletOutput output(OutPoint outPoint) {
    return outputs.get(outPoint);
  }

  /** A copy: the caller may change the state while going through it. */
  List<WalletOutput> outputs() {
    return new ArrayList<>(outputs.values());
  }

  AddressCounter counter(Branch branch) {
    AddressCounter counter = counters.get(branch);
    return counter == null ? new AddressCounter(branch, 0, 0) : counter;
  }

  @Nullable
  Reservation reservation(String owner) {
    return reservations.get(owner);
  }

  List<Reservation> reservations() {
    return List.copyOf(reservations.values());
  }

  boolean isReserved(OutPoint outPoint) {
    for (Reservation reservation : reservations.values()) {
      for (TxIn in : reservation.tx().txIn) {
        if (in.outPoint.equals(outPoint)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Lowest first. */
  List<BlockRef> syncPoints() {
    return List.copyOf(syncPoints.values());
  }

  @Nullable
  BlockRef tip() {
    return syncPoints.isEmpty() ? null : syncPoints.lastEntry().getValue();
  }
}
