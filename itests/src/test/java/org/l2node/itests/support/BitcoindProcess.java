package org.l2node.itests.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.bitcoind.BitcoindChain;
import org.l2node.onchain.bitcoind.BitcoindConfig;
import org.l2node.onchain.bitcoind.BitcoindLauncher;
import org.l2node.onchain.bitcoind.HttpTransport;
import org.l2node.onchain.bitcoind.JsonRpc;
import org.l2node.onchain.bitcoind.RpcErrorException;
import org.l2node.onchain.chain.ChainUnreachableException;

/**
 * A real bitcoind on regtest for a test, with a wallet of its own to fund others from. Whatever goes wrong is an {@link AssertionError}
 * with what it said.
 */
public final class BitcoindProcess implements AutoCloseable {
  private static final int COINBASE_MATURITY = 100;

  private BitcoindLauncher launcher;
  private boolean hasWallet;

  private BitcoindProcess(BitcoindLauncher launcher) {
    this.launcher = launcher;
  }

  /** Starts one with an empty chain; where there is no bitcoind, the test is skipped and says so. */
  public static BitcoindProcess startOrSkip(Path directory) {
    Optional<Path> binary = BitcoindLauncher.find();
    assumeTrue(binary.isPresent(), "skipped: no bitcoind");
    try {
      return new BitcoindProcess(BitcoindLauncher.start(binary.orElseThrow(), directory));
    } catch (IOException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Starts one with a chain of 110 blocks, ten of whose rewards can be spent by {@link #fund}. */
  public static BitcoindProcess startFundedOrSkip(Path directory) {
    BitcoindProcess process = startOrSkip(directory);
    process.call("createwallet", "miner");
    process.hasWallet = true;
    process.mine(COINBASE_MATURITY + 10);
    return process;
  }

  public BitcoindConfig config() {
    return launcher.config();
  }

  public Path cookieFile() {
    return launcher.cookieFile();
  }

  /** A fresh connection to it. The caller closes it. */
  public BitcoindChain connect() {
    return launcher.connect();
  }

  /** Calls any method of its RPC. */
  public JsonNode call(String method, Object... params) {
    try {
      return launcher.call(method, params);
    } catch (RpcErrorException | ChainUnreachableException e) {
      throw new AssertionError("bitcoind " + method + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes blocks whose rewards go to its own wallet; to a fresh address each time, or after invalidateblock the same block would come
   * again.
   */
  public List<String> mine(int count) {
    if (!hasWallet) {
      throw new IllegalStateException("no wallet: use startFundedOrSkip, or mineTo");
    }
    return mineTo(count, callWallet("getnewaddress").asText());
  }

  /** Calls a method of its own wallet's; programs that are tested may have loaded others. */
  private JsonNode callWallet(String method, Object... params) {
    BitcoindConfig config = config();
    try (var transport = new HttpTransport(URI.create(config.url() + "/wallet/miner"), config.credentials(), config.timeout())) {
      return new JsonRpc(transport).call(method, params);
    } catch (RpcErrorException | ChainUnreachableException e) {
      throw new AssertionError("bitcoind " + method + ": " + e.getMessage(), e);
    }
  }

  public List<String> mineTo(int count, String address) {
    try {
      return launcher.mine(count, address);
    } catch (RpcErrorException | ChainUnreachableException e) {
      throw new AssertionError("bitcoind: no blocks: " + e.getMessage(), e);
    }
  }

  /** Pays an address out of its wallet, unconfirmed. Returns the transaction's id. */
  public String send(String address, Satoshi amount) {
    return callWallet("sendtoaddress", address, BigDecimal.valueOf(amount.sat(), 8)).asText();
  }

  /** Pays an address out of its wallet and makes one block. */
  public void fund(String address, Satoshi amount) {
    send(address, amount);
    mine(1);
  }

  /** Stops it in order; {@link #restart} starts it again. */
  public void stop() {
    launcher.stop();
  }

  /** Kills it, as a crash would. */
  public void kill() {
    launcher.kill();
  }

  /** Starts it again with the same directory and ports, after {@link #stop} or {@link #kill}. */
  public void restart() {
    try {
      launcher = launcher.restart();
    } catch (IOException e) {
      throw new AssertionError(e.getMessage(), e);
    }
    if (hasWallet) {
      call("loadwallet", "miner");
    }
  }

  @Override
  public void close() {
    launcher.close();
  }
}
