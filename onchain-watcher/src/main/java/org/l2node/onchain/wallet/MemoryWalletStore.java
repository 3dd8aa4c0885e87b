package org.l2node.onchain.wallet;

import java.util.List;

/** A store that forgets when the process ends: for tests and simulations. */
public final class MemoryWalletStore implements WalletStore {
  private final WalletState state = new WalletState(WalletSnapshot.EMPTY);

  @Override
  public synchronized WalletSnapshot load() {
    return state.snapshot();
  }

  @Override
  public synchronized void apply(List<WalletWrite> writes) {
    writes.forEach(state::apply);
  }
}
