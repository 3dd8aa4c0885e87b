package org.l2node.onchain.bitcoind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockId;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;
import org.l2node.onchain.chain.MempoolVerdict;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;

class BitcoindChainTest {
  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final Pattern METHOD = Pattern.compile("\"method\":\"(\\w+)\"");
  private static final Transaction TX = Spender.of(1)
      .spend(new Spender.Funds(new OutPoint(new fr.acinq.bitcoin.TxId("ab".repeat(32)), 0),
          new fr.acinq.bitcoin.TxOut(new fr.acinq.bitcoin.Satoshi(10_000), Spender.of(1).script())), 500);

  private final List<String> requests = new ArrayList<>();

  private static String idOf(String request) {
    Matcher matcher = ID.matcher(request);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String methodOf(String request) {
    Matcher matcher = METHOD.matcher(request);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** A full node that gives the same answer to everything. */
  private BitcoindChain answering(int status, String body) {
    return new BitcoindChain(Network.REGTEST, request -> {
      requests.add(request);
      return new RpcTransport.Reply(status, body.replace("$ID", idOf(request)));
    });
  }

  private BitcoindChain resulting(String result) {
    return answering(200, "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":$ID}");
  }

  private BitcoindChain failing(int code) {
    return answering(500,
        "{\"result\":null,\"error\":{\"code\":" + code + ",\"message\":\"txn-already-known \\u0007 whatever\"},\"id\":$ID}");
  }

  private static void assertProblem(ThrowingCallable call, Problem problem) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ChainUnreachableException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void requestsAreNumberedAndCarryTheirParameters() throws ChainUnreachableException {
    BitcoindChain chain = resulting("\"" + "00".repeat(31) + "ff\"");
    assertThat(chain.blockHash(new BlockHeight(7)).map(hash -> new BlockId(hash).value.toHex())).contains("00".repeat(31) + "ff");
    chain.blockHash(new BlockHeight(8));
    assertThat(requests).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getblockhash\",\"params\":[7]}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"getblockhash\",\"params\":[8]}");
  }

  @Test
  @Tag("V28")
  void anAnswerToAnotherRequestIsNotTaken() {
    assertProblem(() -> answering(200, "{\"result\":null,\"id\":999}").unspentOutput(new OutPoint(TX.txid, 0), true), Problem.BAD_ANSWER);
    assertProblem(() -> answering(200, "{\"result\":null}").unspentOutput(new OutPoint(TX.txid, 0), true), Problem.BAD_ANSWER);
    List<String> ids = new ArrayList<>(List.of("2", "1"));
    BitcoindChain swapped = new BitcoindChain(Network.REGTEST,
        _ -> new RpcTransport.Reply(200, "{\"result\":null,\"id\":" + ids.removeFirst() + "}"));
    assertProblem(() -> swapped.unspentOutput(new OutPoint(TX.txid, 0), true), Problem.BAD_ANSWER);
    assertProblem(() -> swapped.unspentOutput(new OutPoint(TX.txid, 0), true), Problem.BAD_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>hello</html>", "[]", "null", "42", "{\"id\":$ID}", "{\"result\":null,\"id\":$ID} {}", "{\"result\":"})
  void garbageIsABadAnswer(String body) {
    assertProblem(() -> answering(200, body).tip(), Problem.BAD_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "\"x\"",
      "{\"blocks\":-1,\"headers\":1,\"bestblockhash\":\"00\",\"initialblockdownload\":false}",
      "{\"blocks\":1.5,\"headers\":1,\"bestblockhash\":\"00\",\"initialblockdownload\":false}",
      "{\"blocks\":1,\"headers\":1,\"bestblockhash\":\"zz\",\"initialblockdownload\":false}",
      "{\"blocks\":1,\"headers\":1,\"bestblockhash\":\"00\",\"initialblockdownload\":1}"})
  void aResultOfTheWrongShapeIsABadAnswer(String result) {
    assertProblem(() -> resulting(result).tip(), Problem.BAD_ANSWER);
  }

  @ParameterizedTest
  @CsvSource({"401, UNAUTHORIZED", "403, UNAUTHORIZED", "503, OVERLOADED", "404, BAD_ANSWER", "500, BAD_ANSWER"})
  void anHttpStatusWithoutJsonIsUnderstood(int status, Problem problem) {
    assertProblem(() -> answering(status, "Work queue depth exceeded").tip(), problem);
  }

  @Test
  void aConnectionRefusedOrLostIsUnreachable() {
    assertProblem(() -> new BitcoindChain(Network.REGTEST, _ -> {
      throw new ConnectException();
    }).tip(), Problem.UNREACHABLE);
    assertProblem(() -> new BitcoindChain(Network.REGTEST, _ -> {
      throw new IOException("cut");
    }).tip(), Problem.UNREACHABLE);
    assertProblem(() -> failing(-28).tip(), Problem.WARMING_UP);
  }

  @ParameterizedTest
  @CsvSource({"-25, INPUTS_MISSING_OR_SPENT", "-26, REFUSED", "-22, MALFORMED", "-1, UNKNOWN", "-32603, UNKNOWN"})
  @Tag("V27")
  void aRefusedTransactionIsClassedByItsCodeNotItsText(int code, BroadcastResult.Kind kind) throws ChainUnreachableException {
    assertThat(failing(code).broadcast(TX)).isEqualTo(new BroadcastResult.Rejected(code, kind, "txn-already-known   whatever"));
  }

  @Test
  void aConfirmedTransactionIsSaidToBe() throws ChainUnreachableException {
    assertThat(failing(-27).broadcast(TX)).isEqualTo(new BroadcastResult.AlreadyConfirmed());
  }

  @Test
  @Tag("V28")
  void theTransactionIdIsComparedWithOurOwn() throws ChainUnreachableException {
    assertThat(resulting("\"" + TX.txid.value.toHex() + "\"").broadcast(TX)).isEqualTo(new BroadcastResult.Accepted());
    assertProblem(() -> resulting("\"" + "00".repeat(32) + "\"").broadcast(TX), Problem.BAD_ANSWER);
    String entry = "{\"result\":{},\"id\":$ID}";
    String other = "{\"result\":\"" + new ByteVector(Transaction.write(TX)).toHex() + "\",\"id\":$ID}";
    BitcoindChain liar = new BitcoindChain(Network.REGTEST, request -> new RpcTransport.Reply(200,
        (methodOf(request).equals("getmempoolentry") ? entry : other).replace("$ID", idOf(request))));
    assertThat(liar.mempoolTransaction(TX.txid)).contains(TX);
    assertProblem(() -> liar.mempoolTransaction(new fr.acinq.bitcoin.TxId("cd".repeat(32))), Problem.BAD_ANSWER);
  }

  @Test
  void verdictsAreMatchedByTransactionWhateverTheirOrder() throws ChainUnreachableException {
    Transaction child = Spender.of(1).spend(Spender.output(TX, 0), 700);
    List<String> verdicts = new ArrayList<>(List.of(
        "{\"txid\":\"" + TX.txid.value.toHex() + "\",\"allowed\":true,\"vsize\":110,\"fees\":{\"base\":0.00000500}}",
        "{\"txid\":\"" + child.txid.value.toHex() + "\",\"allowed\":false,\"reject-reason\":\"dust\"}"));
    for (int i = 0; i < 2; i++) {
      assertThat(resulting(verdicts.toString()).testMempoolAccept(List.of(TX, child))).containsExactly(
          new MempoolVerdict(TX.txid, true, new org.l2node.channels.units.Satoshi(500), ""),
          new MempoolVerdict(child.txid, false, null, "dust"));
      Collections.reverse(verdicts);
    }
    assertProblem(() -> resulting("[]").testMempoolAccept(List.of(TX)), Problem.BAD_ANSWER);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 10000000", "20999999.97690000, 2099999997690000", "1e-8, 1", "0, 0"})
  void amountsAreExact(String bitcoin, long satoshi) throws ChainUnreachableException {
    String result = "{\"confirmations\":3,\"coinbase\":false,\"value\":" + bitcoin + ",\"scriptPubKey\":{\"hex\":\"51\"}}";
    assertThat(resulting(result).unspentOutput(new OutPoint(TX.txid, 0), true).orElseThrow().output().amount.toLong()).isEqualTo(satoshi);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.000000001", "-1", "21000000.00000001", "\"1\"", "1e300"})
  void whatIsNoAmountIsABadAnswer(String value) {
    String result = "{\"confirmations\":3,\"coinbase\":false,\"value\":" + value + ",\"scriptPubKey\":{\"hex\":\"51\"}}";
    assertProblem(() -> resulting(result).unspentOutput(new OutPoint(TX.txid, 0), true), Problem.BAD_ANSWER);
  }

  @Test
  void feeratesAreTurnedIntoOursRoundedUp() throws ChainUnreachableException {
    assertThat(resulting("{\"feerate\":0.00001,\"blocks\":6}").estimateFeerate(6)).contains(FeeratePerKw.FLOOR);
    assertThat(resulting("{\"feerate\":0.00012345,\"blocks\":6}").estimateFeerate(6)).contains(new FeeratePerKw(3087));
    assertThat(resulting("{\"errors\":[\"Insufficient data or no feerate found\"],\"blocks\":0}").estimateFeerate(6)).isEmpty();
    assertThat(resulting("{\"mempoolminfee\":0.00001,\"minrelaytxfee\":0.00002}").mempoolMinimumFeerate()).isEqualTo(new FeeratePerKw(500));
  }

  private static String hex(Block block) {
    return "\"" + new ByteVector(Block.write(block)).toHex() + "\"";
  }

  @Test
  @Tag("V28")
  void aBlockMustBeTheOneAskedForWithAllItsTransactions() throws ChainUnreachableException {
    RegtestChain made = new RegtestChain();
    List<Block> blocks = made.mine(2, Spender.of(1).script());
    assertThat(resulting(hex(blocks.get(0))).block(blocks.get(0).hash)).contains(blocks.get(0));
    assertProblem(() -> resulting(hex(blocks.get(1))).block(blocks.get(0).hash), Problem.BAD_ANSWER);
    Block forged = new Block(blocks.get(0).header, blocks.get(1).tx);
    assertProblem(() -> resulting(hex(forged)).block(blocks.get(0).hash), Problem.BAD_ANSWER);
    assertProblem(() -> resulting("\"00\"").block(blocks.get(0).hash), Problem.BAD_ANSWER);
    assertProblem(() -> resulting("\"zz\"").block(blocks.get(0).hash), Problem.BAD_ANSWER);
    assertThat(failing(-5).block(blocks.get(0).hash)).isEmpty();
    assertProblem(() -> failing(-1).block(blocks.get(0).hash), Problem.PRUNED);
  }

  @Test
  @Tag("V40")
  void noLimitOfPolicyKeepsABlockFromBeingRead() throws ChainUnreachableException {
    List<ByteVector> items = new ArrayList<>(Collections.nCopies(500_001, ByteVector.empty));
    items.add(new ByteVector(new byte[200_000]));
    Transaction odd = TX.updateWitness(0, new ScriptWitness(items));
    Block made = new RegtestChain().mine(1, Spender.of(1).script()).getFirst();
    List<Transaction> transactions = List.of(made.tx.getFirst(), odd);
    var header = made.header
        .setHashMerkleRoot(fr.acinq.bitcoin.MerkleTree.computeRoot(transactions.stream().map(tx -> tx.hash.value).toList()));
    Block block = new Block(header, transactions);
    assertThat(resulting(hex(block)).block(block.hash).orElseThrow().tx.get(1).txIn.getFirst().witness.stack).hasSize(500_002);
  }

  @Test
  void theStartChecksNetworkAndVersion() throws ChainUnreachableException {
    assertThat(checked("regtest", Block.RegtestGenesisBlock.hash, 290_000)).isEmpty();
    assertThat(checked("main", Block.LivenetGenesisBlock.hash, 290_000)).contains("bitcoind is on mainnet, this node on regtest");
    assertThat(checked("regtest", Block.SignetGenesisBlock.hash, 290_000)).isPresent();
    assertThat(checked("regtest", Block.RegtestGenesisBlock.hash, 240_100)).contains("bitcoind is of version 24, at least 25 is needed");
  }

  private static Optional<String> checked(String chain, BlockHash genesis, int version) {
    BitcoindChain bitcoind = new BitcoindChain(Network.REGTEST, request -> {
      String result = switch (methodOf(request)) {
        case "getblockchaininfo" -> "{\"chain\":\"" + chain + "\"}";
        case "getblockhash" -> "\"" + new BlockId(genesis).value.toHex() + "\"";
        default -> "{\"version\":" + version + "}";
      };
      return new RpcTransport.Reply(200, "{\"result\":" + result + ",\"id\":" + idOf(request) + "}");
    });
    try {
      bitcoind.check();
      return Optional.empty();
    } catch (ChainUnreachableException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  @Test
  void theCookieIsReadAnewEachTime(@TempDir Path directory) throws IOException, ChainUnreachableException {
    Path file = directory.resolve(".cookie");
    RpcCredentials cookie = new RpcCredentials.Cookie(file);
    assertProblem(cookie::authorization, Problem.UNREACHABLE);
    Files.writeString(file, "__cookie__:one");
    assertThat(cookie.authorization()).isEqualTo("Basic X19jb29raWVfXzpvbmU=");
    Files.writeString(file, "__cookie__:two");
    assertThat(cookie.authorization()).isEqualTo("Basic X19jb29raWVfXzp0d28=");
  }

  @Test
  void anAddressMayCarryTheCredentialsAndNeverShowsThem() {
    BitcoindConfig config = BitcoindConfig.parse("http://alice:canary@127.0.0.1:18443", null, null);
    assertThat(config.url()).isEqualTo(URI.create("http://127.0.0.1:18443"));
    assertThat(config.credentials()).isEqualTo(new RpcCredentials.UserPassword("alice", "canary"));
    assertThat(config.toString()).doesNotContain("canary");
    for (String wrong : List.of("127.0.0.1:18443", "ftp://a:canary@host", "http://", "http://a:canary@ho st:1", "http://host:1",
        "http://user@host:1")) {
      assertThatThrownBy(() -> BitcoindConfig.parse(wrong, null, null)).as(wrong).isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("canary");
    }
  }
}
