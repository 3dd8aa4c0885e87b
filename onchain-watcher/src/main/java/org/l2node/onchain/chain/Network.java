package org.l2node.onchain.chain;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import java.util.Locale;

/** The base chains this node runs on. */
public enum Network {
  MAINNET("main", Block.LivenetGenesisBlock.hash, 0),
  TESTNET4("testnet4", Block.Testnet4GenesisBlock.hash, 1),
  SIGNET("signet", Block.SignetGenesisBlock.hash, 1),
  REGTEST("regtest", Block.RegtestGenesisBlock.hash, 1);

  private final String rpcName;
  private final BlockHash genesis;
  private final int coinType;

  Network(String rpcName, BlockHash genesis, int coinType) {
    this.rpcName = rpcName;
    this.genesis = genesis;
    this.coinType = coinType;
  }

  /**
   * Reads the name as a user writes it: {@code mainnet}, {@code testnet4}, {@code signet} or {@code regtest}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Network parse(String name) {
    for (Network network : values()) {
      if (network.lowerCaseName().equals(name)) {
        return network;
      }
    }
    throw new IllegalArgumentException("unknown network '" + name + "': use mainnet, testnet4, signet or regtest");
  }

  /** The name as a user writes it. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name that a full node's RPC uses in {@code getblockchaininfo}. */
  public String rpcName() {
    return rpcName;
  }

  /** The hash of block 0; the {@code chain_hash} of the BOLTs. */
  public BlockHash genesis() {
    return genesis;
  }

  /** The coin type of BIP 44 paths: 0 on mainnet, 1 elsewhere. */
  public int coinType() {
    return coinType;
  }

  /** Whether blocks are made on demand, so that an old tip says nothing. */
  public boolean isOnDemand() {
    return this == REGTEST;
  }
}
