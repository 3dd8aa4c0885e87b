package org.l2node.onchain.bitcoind;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.BlockId;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.MerkleTree;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainTip;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;
import org.l2node.onchain.chain.MempoolVerdict;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.chain.UnspentOutput;

/**
 * A full node of Bitcoin Core's kind. Errors are told apart by their codes, never their words (reliability, V27); blocks and transactions
 * are hashed anew (V28); what is in a block is parsed without any limit of policy (V40).
 */
public final class BitcoindChain implements ChainSource {
  /** Version 25: the oldest that still gets repairs had all the calls used here. */
  static final int LEAST_VERSION = 250_000;

  private static final int MISC_ERROR = -1;
  private static final int NOT_FOUND = -5;
  private static final int INVALID_PARAMETER = -8;
  private static final int DESERIALIZATION = -22;
  private static final int VERIFY_ERROR = -25;
  private static final int VERIFY_REJECTED = -26;
  private static final int ALREADY_IN_UTXO_SET = -27;
  /** Fees are decided, and limited, where the transaction is made. */
  private static final int ANY_FEERATE = 0;

  private final Network network;
  private final JsonRpc rpc;
  private final AutoCloseable resource;
  private final Map<Integer, Runnable> wakeUps = new LinkedHashMap<>();
  private final @Nullable ZmqBlocks zmq;
  private int nextSubscription;

  /** A full node behind any transport, without hints of new tips; closing this does not close {@code transport}. */
  public BitcoindChain(Network network, RpcTransport transport) {
    this(network, new JsonRpc(transport), () -> {}, null);
  }

  private BitcoindChain(Network network, JsonRpc rpc, AutoCloseable resource, @Nullable String zmqAddress) {
    this.network = network;
    this.rpc = rpc;
    this.resource = resource;
    this.zmq = zmqAddress == null ? null : new ZmqBlocks(zmqAddress, this::wake);
  }

  /** A full node at its RPC address. Does not ask it yet. */
  public static BitcoindChain connect(Network network, BitcoindConfig config) {
    HttpTransport transport = new HttpTransport(config.url(), config.credentials(), config.timeout());
    return new BitcoindChain(network, new JsonRpc(transport), transport, config.zmqBlockAddress());
  }

  @Override
  public Network network() {
    return network;
  }

  private static ChainUnreachableException unexpected(String method, RpcErrorException e) {
    return new ChainUnreachableException(Problem.BAD_ANSWER,
        "bitcoind refuses " + method + ": " + e.getMessage() + " (code " + e.code() + ")", e);
  }

  private JsonNode call(String method, Object... params) throws ChainUnreachableException {
    try {
      return rpc.call(method, params);
    } catch (RpcErrorException e) {
      throw unexpected(method, e);
    }
  }

  /** The answer, or empty where the full node answers with that error code. */
  private Optional<JsonNode> callUnless(int code, String method, Object... params) throws ChainUnreachableException {
    try {
      return Optional.of(rpc.call(method, params));
    } catch (RpcErrorException e) {
      if (e.code() == code) {
        return Optional.empty();
      }
      throw unexpected(method, e);
    }
  }

  @Override
  public void check() throws ChainUnreachableException {
    String chain = RpcValues.text("getblockchaininfo", call("getblockchaininfo"), "chain");
    String genesis = call("getblockhash", 0).asText();
    if (!chain.equals(network.rpcName()) || !genesis.equals(hex(network.genesis()))) {
      throw new ChainUnreachableException(Problem.WRONG_NETWORK,
          "bitcoind is on " + (chain.equals("main") ? "mainnet" : chain) + ", this node on "
              + network.lowerCaseName());
    }
    int version = RpcValues.integer("getnetworkinfo", call("getnetworkinfo"), "version");
    if (version < LEAST_VERSION) {
      throw new ChainUnreachableException(Problem.TOO_OLD, "bitcoind is of version " + version / 10_000 + ", at least 25 is needed");
    }
  }

  @Override
  public ChainTip tip() throws ChainUnreachableException {
    JsonNode info = call("getblockchaininfo");
    int height = RpcValues.integer("getblockchaininfo", info, "blocks");
    int headers = RpcValues.integer("getblockchaininfo", info, "headers");
    boolean isDownloading = RpcValues.bool("getblockchaininfo", info, "initialblockdownload");
    BlockHash hash = blockHash("getblockchaininfo", RpcValues.text("getblockchaininfo", info, "bestblockhash"));
    // a header comes a moment before its block: one ahead is not behind
    return new ChainTip(new BlockRef(new BlockHeight(height), hash), !isDownloading && height >= headers - 1);
  }

  private static BlockHash blockHash(String method, String hex) throws ChainUnreachableException {
    return new BlockHash(new BlockId(RpcValues.bytes32(method, hex)));
  }

  private static String hex(BlockHash hash) {
    return new BlockId(hash).value.toHex();
  }

  @Override
  public Optional<BlockHash> blockHash(BlockHeight height) throws ChainUnreachableException {
    Optional<JsonNode> hash = callUnless(INVALID_PARAMETER, "getblockhash", height.value());
    return hash.isEmpty() ? Optional.empty() : Optional.of(blockHash("getblockhash", hash.get().asText()));
  }

  @Override
  public Optional<Block> block(BlockHash hash) throws ChainUnreachableException {
    Optional<JsonNode> answer = getBlock(hash, 0);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = RpcValues.bytes("getblock", answer.get().asText()).toByteArray();
    Block block;
    try {
      block = Block.read(bytes);
    } catch (RuntimeException e) { // the library's way to say that it cannot read it: an alarm, never to be passed over
      throw new ChainUnreachableException(Problem.BAD_ANSWER, "block " + hex(hash) + " cannot be parsed: " + e.getMessage(), e);
    }
    boolean isWhole = !block.tx.isEmpty()
        && MerkleTree.computeRoot(block.tx.stream().map(tx -> tx.hash.value).toList()).equals(block.header.hashMerkleRoot);
    if (!block.hash.equals(hash) || !isWhole) {
      throw JsonRpc.badAnswer("getblock", "another block than " + hex(hash));
    }
    return Optional.of(block);
  }

  private Optional<JsonNode> getBlock(BlockHash hash, int verbosity) throws ChainUnreachableException {
    try {
      return Optional.of(rpc.call("getblock", hex(hash), verbosity));
    } catch (RpcErrorException e) {
      if (e.code() == NOT_FOUND) {
        return Optional.empty();
      }
      if (e.code() == MISC_ERROR) {
        throw new ChainUnreachableException(Problem.PRUNED, "bitcoind does not have block " + hex(hash)
            + " (any more): it prunes blocks that this node still needs, or has not downloaded it", e);
      }
      throw unexpected("getblock", e);
    }
  }

  @Override
  public Optional<List<TxId>> transactionIds(BlockHash hash) throws ChainUnreachableException {
    Optional<JsonNode> answer = getBlock(hash, 1);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    List<TxId> ids = new ArrayList<>();
    for (JsonNode id : answer.get().path("tx")) {
      ids.add(RpcValues.txId("getblock", id.asText()));
    }
    return Optional.of(List.copyOf(ids));
  }

  @Override
  public Optional<BlockHeader> header(BlockHash hash) throws ChainUnreachableException {
    Optional<JsonNode> answer = callUnless(NOT_FOUND, "getblockheader", hex(hash), false);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    ByteVector bytes = RpcValues.bytes("getblockheader", answer.get().asText());
    if (bytes.size() != 80) {
      throw JsonRpc.badAnswer("getblockheader", "not a header");
    }
    BlockHeader header = BlockHeader.read(bytes.toByteArray());
    if (!header.hash.equals(hash)) {
      throw JsonRpc.badAnswer("getblockheader", "another header than " + hex(hash));
    }
    return Optional.of(header);
  }

  private static String hex(Transaction tx) {
    return new ByteVector(Transaction.write(tx)).toHex();
  }

  @Override
  public BroadcastResult broadcast(Transaction tx) throws ChainUnreachableException {
    try {
      String txId = rpc.call("sendrawtransaction", hex(tx), ANY_FEERATE).asText();
      if (!txId.equals(tx.txid.value.toHex())) {
        throw JsonRpc.badAnswer("sendrawtransaction", "another transaction than was sent");
      }
      return new BroadcastResult.Accepted();
    } catch (RpcErrorException e) {
      return e.code() == ALREADY_IN_UTXO_SET ? new BroadcastResult.AlreadyConfirmed() : rejected(e.code(), e.getMessage());
    }
  }

  private static BroadcastResult.Rejected rejected(int code, @Nullable String reason) {
    BroadcastResult.Kind kind = switch (code) {
      case VERIFY_ERROR -> BroadcastResult.Kind.INPUTS_MISSING_OR_SPENT;
      case VERIFY_REJECTED -> BroadcastResult.Kind.REFUSED;
      case DESERIALIZATION -> BroadcastResult.Kind.MALFORMED;
      default -> BroadcastResult.Kind.UNKNOWN;
    };
    return new BroadcastResult.Rejected(code, kind, reason == null ? "" : reason);
  }

  @Override
  public List<BroadcastResult> broadcastPackage(List<Transaction> parentsThenChild) throws ChainUnreachableException {
    JsonNode answer;
    try {
      answer = rpc.call("submitpackage", parentsThenChild.stream().map(BitcoindChain::hex).toList(), ANY_FEERATE);
    } catch (RpcErrorException e) {
      BroadcastResult rejected = rejected(e.code(), e.getMessage());
      return parentsThenChild.stream().map(_ -> rejected).toList();
    }
    Map<String, BroadcastResult> results = new HashMap<>();
    for (JsonNode result : answer.path("tx-results")) {
      JsonNode error = result.path("error");
      results.put(result.path("txid").asText(),
          error.isTextual() ? rejected(VERIFY_REJECTED, error.asText()) : new BroadcastResult.Accepted());
    }
    String message = answer.path("package_msg").asText();
    return parentsThenChild.stream().map(tx -> results.getOrDefault(tx.txid.value.toHex(), rejected(VERIFY_REJECTED, message))).toList();
  }

  @Override
  public List<MempoolVerdict> testMempoolAccept(List<Transaction> transactions) throws ChainUnreachableException {
    JsonNode answer = call("testmempoolaccept", transactions.stream().map(BitcoindChain::hex).toList(), ANY_FEERATE);
    Map<String, JsonNode> byId = new HashMap<>();
    answer.forEach(verdict -> byId.put(verdict.path("txid").asText(), verdict));
    List<MempoolVerdict> verdicts = new ArrayList<>();
    for (Transaction tx : transactions) {
      JsonNode verdict = byId.get(tx.txid.value.toHex());
      if (verdict == null) {
        throw JsonRpc.badAnswer("testmempoolaccept", "nothing about a transaction that was asked about");
      }
      boolean isAllowed = verdict.path("allowed").asBoolean(false);
      Satoshi fee = isAllowed ? RpcValues.amount("testmempoolaccept", verdict.path("fees"), "base") : null;
      String reason = verdict.path("reject-reason").asText(verdict.path("package-error").asText("not judged"));
      verdicts.add(new MempoolVerdict(tx.txid, isAllowed, fee, isAllowed ? "" : reason));
    }
    return verdicts;
  }

  @Override
  public Optional<UnspentOutput> unspentOutput(OutPoint outPoint, boolean withMempool) throws ChainUnreachableException {
    JsonNode answer = call("gettxout", outPoint.txid.value.toHex(), outPoint.index, withMempool);
    if (answer.isNull()) {
      return Optional.empty();
    }
    Satoshi amount = RpcValues.amount("gettxout", answer, "value");
    ByteVector script = RpcValues.bytes("gettxout", RpcValues.text("gettxout", answer.path("scriptPubKey"), "hex"));
    return Optional.of(new UnspentOutput(new TxOut(new fr.acinq.bitcoin.Satoshi(amount.sat()), script),
        RpcValues.integer("gettxout", answer, "confirmations"), RpcValues.bool("gettxout", answer, "coinbase")));
  }

  @Override
  public Optional<Transaction> mempoolTransaction(TxId txId) throws ChainUnreachableException {
    String hex = txId.value.toHex();
    if (callUnless(NOT_FOUND, "getmempoolentry", hex).isEmpty()) {
      return Optional.empty();
    }
    Optional<JsonNode> answer = callUnless(NOT_FOUND, "getrawtransaction", hex);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    Transaction tx;
    try {
      tx = Transaction.read(answer.get().asText());
    } catch (RuntimeException _) { // the library's way to say that it cannot read it
      throw JsonRpc.badAnswer("getrawtransaction", "not a transaction");
    }
    if (!tx.txid.equals(txId)) {
      throw JsonRpc.badAnswer("getrawtransaction", "another transaction than was asked for");
    }
    return Optional.of(tx);
  }

  @Override
  public Optional<FeeratePerKw> estimateFeerate(int targetBlocks) throws ChainUnreachableException {
    JsonNode answer = call("estimatesmartfee", targetBlocks);
    return answer.has("feerate") ? Optional.of(RpcValues.feerate("estimatesmartfee", answer, "feerate")) : Optional.empty();
  }

  @Override
  public FeeratePerKw mempoolMinimumFeerate() throws ChainUnreachableException {
    JsonNode info = call("getmempoolinfo");
    FeeratePerKw now = RpcValues.feerate("getmempoolinfo", info, "mempoolminfee");
    FeeratePerKw always = RpcValues.feerate("getmempoolinfo", info, "minrelaytxfee");
    return now.isLessThan(always) ? always : now;
  }

  @Override
  public Subscription onNewTip(Runnable wakeUp) {
    synchronized (wakeUps) {
      int id = nextSubscription++;
      wakeUps.put(id, wakeUp);
      return () -> {
        synchronized (wakeUps) {
          wakeUps.remove(id);
        }
      };
    }
  }

  private void wake() {
    List<Runnable> all;
    synchronized (wakeUps) {
      all = List.copyOf(wakeUps.values());
    }
    all.forEach(Runnable::run);
  }

  @Override
  public void close() {
    if (zmq != null) {
      zmq.close();
    }
    try {
      resource.close();
    } catch (Exception e) { // AutoCloseable's signature; neither of the two resources throws
      throw new IllegalStateException(e);
    }
  }
}
