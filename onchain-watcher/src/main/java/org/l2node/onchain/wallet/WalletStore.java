package org.l2node.onchain.wallet;

import java.util.List;

/** Where the wallet keeps what it must not forget. The seed is not part of it. Called by one thread at a time. */
public interface WalletStore {
  /** All that was applied. */
  WalletSnapshot load();

  /**
   * Makes all these changes durable, in order, together or not at all; returns when they are. What it throws means that the disk failed:
   * whoever catches it must not go on.
   */
  void apply(List<WalletWrite> writes);
}
