package org.l2node.routing.invoice;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import java.util.Arrays;
import java.util.Optional;

/** The base chain of an invoice, as its prefix tells it. Testnet 3 and testnet 4 share one. */
public enum InvoiceNetwork {
  MAINNET("bc", Block.LivenetGenesisBlock),
  TESTNET("tb", Block.Testnet3GenesisBlock),
  SIGNET("tbs", Block.SignetGenesisBlock),
  REGTEST("bcrt", Block.RegtestGenesisBlock);

  private final String prefix;
  private final Block genesis;

  InvoiceNetwork(String prefix, Block genesis) {
    this.prefix = prefix;
    this.genesis = genesis;
  }

  /** What follows {@code ln} in an invoice. */
  public String prefix() {
    return prefix;
  }

  /** Tells how addresses look, nothing more: testnet 4 has those of testnet 3. */
  BlockHash addressChain() {
    return genesis.hash;
  }

  static Optional<InvoiceNetwork> ofPrefix(String prefix) {
    return Arrays.stream(values()).filter(network -> network.prefix.equals(prefix)).findFirst();
  }
}
