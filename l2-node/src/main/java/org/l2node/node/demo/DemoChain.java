package org.l2node.node.demo;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.TxOut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.l2node.onchain.bitcoind.BitcoindLauncher;
import org.l2node.onchain.bitcoind.RpcErrorException;
import org.l2node.onchain.chain.Addresses;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.regtest.RegtestChain;

/** A regtest chain that makes blocks on demand. */
public sealed interface DemoChain extends AutoCloseable {
  /** Blocks between two halvings of the miner's reward on regtest. */
  int HALVING = 150;

  /** As in the demo's JSON. */
  String name();

  /** A connection for one node; closed by whoever asked for it, after the node. */
  ChainSource connect();

  /**
   * Makes blocks of what waits in the mempool, whose rewards go to {@code address}.
   *
   * @return the fees in them, in satoshi: what the miner got above the subsidy
   */
  long mine(int count, String address) throws IOException;

  /** The height of the tip. */
  int height() throws IOException;

  /** How a person makes blocks on it while the demo is kept; empty where nobody else can. */
  String howToMine();

  @Override
  void close();

  /** Inside this process. */
  final class Embedded implements DemoChain {
    private final RegtestChain chain = new RegtestChain(java.time.Instant::now);

    @Override
    public String name() {
      return "embedded";
    }

    @Override
    public ChainSource connect() {
      return chain;
    }

    @Override
    public long mine(int count, String address) {
      long fees = 0;
      for (int i = 0; i < count; i++) {
        Block block = chain.mine(1, Addresses.toScript(Network.REGTEST, address)).getFirst();
        fees += fees(block, height());
      }
      return fees;
    }

    @Override
    public String howToMine() {
      return "";
    }

    @Override
    public int height() {
      return chain.tip().block().height().value();
    }

    @Override
    public void close() {
      chain.close();
    }
  }

  /** A real bitcoind in a folder of its own, stopped with the demo. */
  final class Bitcoind implements DemoChain {
    private final BitcoindLauncher launcher;
    private final Path directory;
    private final ChainSource source;

    public Bitcoind(Path binary, Path directory) throws IOException {
      this.directory = directory;
      launcher = BitcoindLauncher.start(binary, directory);
      source = launcher.connect();
    }

    @Override
    public String name() {
      return "bitcoind";
    }

    @Override
    public ChainSource connect() {
      return launcher.connect();
    }

    @Override
    public long mine(int count, String address) throws IOException {
      try {
        long fees = 0;
        for (String hash : mineHashes(count, address)) {
          Block block = source.block(new BlockHash(new ByteVector32(hash).reversed()))
              .orElseThrow(() -> new IOException("bitcoind lost a block"));
          fees += fees(block, heightOf(hash));
        }
        return fees;
      } catch (ChainUnreachableException | RpcErrorException e) {
        throw new IOException("bitcoind: " + e.getMessage(), e);
      }
    }

    private List<String> mineHashes(int count, String address) throws ChainUnreachableException, RpcErrorException {
      List<String> hashes = new ArrayList<>();
      for (int left = count; left > 0; left -= 100) {
        hashes.addAll(launcher.mine(Math.min(left, 100), address));
      }
      return hashes;
    }

    private int heightOf(String hash) throws ChainUnreachableException, RpcErrorException {
      return launcher.call("getblockheader", hash).get("height").asInt();
    }

    @Override
    public String howToMine() {
      return "bitcoind: RPC " + launcher.config().url() + ", cookie " + launcher.cookieFile() + ", folder " + directory
          + System.lineSeparator() + "  a block: curl -s --user \"$(cat " + launcher.cookieFile() + ")\" " + launcher.config().url()
          + " -d '{\"method\":\"generatetoaddress\",\"params\":[1,\"" + Demo.throwAwayAddress() + "\"]}'";
    }

    @Override
    public int height() throws IOException {
      try {
        return source.tip().block().height().value();
      } catch (ChainUnreachableException e) {
        throw new IOException("bitcoind: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      source.close();
      launcher.close();
    }
  }

  private static long fees(Block block, int height) {
    long coinbase = 0;
    for (TxOut output : block.tx.getFirst().txOut) {
      coinbase += output.amount.toLong();
    }
    return coinbase - (5_000_000_000L >> (height / HALVING));
  }
}
