package org.l2node.node;

import org.l2node.onchain.chain.Network;

/** Heights before which no node of this software existed: where a wallet made while the full node was away begins to look for its money. */
final class Birthday {
  private Birthday() {}

  static int of(Network network) {
    return switch (network) {
      case MAINNET -> 920_000;
      case TESTNET4 -> 100_000;
      case SIGNET -> 270_000;
      case REGTEST -> 0;
    };
  }
}
