package org.l2node.itests.support;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.onchain.bitcoind.BitcoindChain;

/** Tests that share one funded bitcoind of their own: it is started before the first and stopped after the last, or all are skipped. */
public abstract class WithBitcoind {
  @TempDir
  protected static Path directory;
  protected static BitcoindProcess bitcoind;
  protected static BitcoindChain chain;

  @BeforeAll
  static void startBitcoind() {
    bitcoind = BitcoindProcess.startFundedOrSkip(directory);
    chain = bitcoind.connect();
  }

  @AfterAll
  static void stopBitcoind() {
    if (bitcoind != null) {
      chain.close();
      bitcoind.close();
      bitcoind = null;
    }
  }
}
