package org.l2node.onchain.wallet;

import java.util.ArrayList;
import java.util.List;

/** A change in the making: seen in the state at once, durable as a whole later. */
final class WalletEdit {
  private final WalletState state;
  private final List<WalletWrite> writes = new ArrayList<>();

  WalletEdit(WalletState state) {
    this.state = state;
  }

  WalletState state() {
    return state;
  }

  void add(WalletWrite write) {
    state.apply(write);
    writes.add(write);
  }

  List<WalletWrite> writes() {
    return List.copyOf(writes);
  }
}
