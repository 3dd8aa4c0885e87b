package org.l2node.itests.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockId;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.channel.Effect.Purpose;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.WithBitcoind;
import org.l2node.onchain.bitcoind.BitcoindChain;
import org.l2node.onchain.bitcoind.BitcoindConfig;
import org.l2node.onchain.bitcoind.RpcCredentials;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.fees.FeeEstimator;
import org.l2node.onchain.fees.FeePurpose;
import org.l2node.onchain.publish.MemoryPublishStore;
import org.l2node.onchain.publish.Publisher;
import org.l2node.onchain.wallet.FundingRequest;
import org.l2node.onchain.wallet.FundingResult;
import org.l2node.onchain.wallet.MemoryWalletStore;
import org.l2node.onchain.wallet.Wallet;
import org.l2node.onchain.wallet.WalletKeys;
import org.l2node.onchain.watch.ChainFollower;
import org.l2node.onchain.watch.ChainStatus;
import org.l2node.onchain.watch.FollowerLoop;
import org.l2node.onchain.watch.Watch;
import org.l2node.onchain.watch.WatchEvent;

class BitcoindIT extends WithBitcoind {
  private static final ByteVector CHANNEL = ByteVector.fromHex("0020" + "ab".repeat(32));
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration NEVER = Duration.ofHours(1);

  private final Wallet wallet = new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), new MemoryWalletStore());

  private static void assertProblem(ThrowingCallable call, Problem problem) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ChainUnreachableException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  private static BlockHash hash(String shown) {
    return new BlockHash(new BlockId(shown));
  }

  @Test
  void theChainIsReadAsItIs() throws ChainUnreachableException {
    chain.check();
    String best = bitcoind.mine(1).getFirst();
    assertThat(chain.tip().block().hash()).isEqualTo(hash(best));
    Block block = chain.block(hash(best)).orElseThrow();
    assertThat(chain.header(hash(best))).contains(block.header);
    assertThat(chain.transactionIds(hash(best))).contains(block.tx.stream().map(tx -> tx.txid).toList());
    assertThat(chain.blockHash(chain.tip().block().height())).contains(hash(best));
    assertThat(chain.blockHash(chain.tip().block().height().plus(1))).isEmpty();
    assertThat(chain.blockHash(new BlockHeight(0))).contains(Block.RegtestGenesisBlock.hash);
    assertThat(chain.block(hash("00".repeat(32)))).isEmpty();
    assertThat(chain.header(hash("00".repeat(32)))).isEmpty();
    OutPoint reward = new OutPoint(block.tx.getFirst().txid, 0);
    assertThat(chain.unspentOutput(reward, true).orElseThrow().output()).isEqualTo(block.tx.getFirst().txOut.getFirst());
    assertThat(chain.unspentOutput(reward, true).orElseThrow().coinbase()).isTrue();
    assertThat(chain.unspentOutput(new OutPoint(new TxId("00".repeat(32)), 0), true)).isEmpty();
  }

  @Test
  void mempoolAndFeesAreRead() throws ChainUnreachableException {
    TxId txId = new TxId(bitcoind.send(wallet.newAddress().address(), new Satoshi(100_000)));
    Transaction tx = chain.mempoolTransaction(txId).orElseThrow();
    assertThat(tx.txid).isEqualTo(txId);
    assertThat(chain.broadcast(tx)).isEqualTo(new BroadcastResult.Accepted());
    assertThat(chain.mempoolTransaction(new TxId("00".repeat(32)))).isEmpty();
    bitcoind.mine(1);
    assertThat(chain.mempoolTransaction(txId)).isEmpty();
    assertThat(chain.broadcast(tx)).isEqualTo(new BroadcastResult.AlreadyConfirmed());
    assertThat(chain.estimateFeerate(6)).isEmpty();
    assertThat(chain.mempoolMinimumFeerate()).isEqualTo(FeeratePerKw.FLOOR);
    assertThat(new FeeEstimator(chain, java.time.InstantSource.system()).feerate(FeePurpose.FUNDING)).isEqualTo(FeeratePerKw.FLOOR);
  }

  @Test
  void theWalletsFundingTransactionIsTakenAndConfirmed() throws ChainUnreachableException {
    Publisher publisher = new Publisher(chain, new MemoryPublishStore(), (_, _) -> {});
    ChainFollower follower = new ChainFollower(chain, List.of(publisher, wallet), List.of(), null);
    follower.catchUp();
    bitcoind.fund(wallet.newAddress().address(), new Satoshi(3_000_000));
    bitcoind.fund(wallet.newAddress().address(), new Satoshi(2_000_000));
    follower.catchUp();
    assertThat(wallet.balance().confirmed()).isEqualTo(new Satoshi(5_000_000));
    FundingResult.Built built = (FundingResult.Built) wallet
        .fund(new FundingRequest("channel", CHANNEL, new Satoshi(4_000_000), FeeratePerKw.FLOOR, Satoshi.ZERO));
    assertThat(chain.testMempoolAccept(List.of(built.tx()))).allSatisfy(verdict -> {
      assertThat(verdict.allowed()).as(verdict.reason()).isTrue();
      assertThat(verdict.fee()).isEqualTo(built.fee());
    });
    wallet.commit(built.tx());
    publisher.publish(built.tx(), Purpose.FUNDING);
    FundingResult.Built child = (FundingResult.Built) wallet
        .fund(new FundingRequest("next", CHANNEL, new Satoshi(500_000), FeeratePerKw.FLOOR, Satoshi.ZERO));
    wallet.commit(child.tx());
    publisher.publish(child.tx(), Purpose.FUNDING);
    bitcoind.mine(1);
    follower.catchUp();
    assertThat(publisher.pending()).isEmpty();
    assertThat(wallet.balance().confirmed().sat()).isEqualTo(5_000_000 - 4_500_000 - built.fee().sat() - child.fee().sat());
    assertThat(wallet.balance().unconfirmed()).isEqualTo(Satoshi.ZERO);
  }

  @Test
  void aReorganisationIsFollowed() throws ChainUnreachableException {
    ChainFollower follower = new ChainFollower(chain, List.of(wallet), List.of(), null);
    follower.catchUp();
    Queue<WatchEvent> events = new ConcurrentLinkedQueue<>();
    TxId txId = new TxId(bitcoind.send(wallet.newAddress().address(), new Satoshi(700_000)));
    follower.watch("test", new Watch.Confirmed(txId, 2), chain.tip().block().height(), events::add);
    String stale = bitcoind.mine(2).getFirst();
    follower.catchUp();
    assertThat(events).hasSize(1);
    assertThat(wallet.balance().confirmed()).isEqualTo(new Satoshi(700_000));
    bitcoind.call("invalidateblock", stale);
    follower.catchUp();
    assertThat(wallet.balance().confirmed()).isEqualTo(Satoshi.ZERO);
    bitcoind.mine(3);
    follower.catchUp();
    assertThat(wallet.balance().confirmed()).isEqualTo(new Satoshi(700_000));
    assertThat(events).hasSize(2).extracting(event -> event.block().hash()).doesNotHaveDuplicates();
    assertThat(follower.status().synced()).isTrue();
  }

  private static final class Loop implements AutoCloseable {
    final ChainFollower follower;
    final Queue<ChainStatus> told = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final FollowerLoop loop;

    Loop(ChainSource source, Duration interval) {
      follower = new ChainFollower(source, List.of(), List.of(), null);
      loop = new FollowerLoop(source, follower, interval, told::add, failures::add);
      loop.start();
    }

    void awaitTip() throws ChainUnreachableException {
      BlockHash tip = chain.tip().block().hash();
      await().atMost(LIMIT)
          .until(() -> follower.status().synced() && tip.equals(java.util.Objects.requireNonNull(follower.status().block()).hash()));
    }

    @Override
    public void close() {
      loop.close();
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void zeroMqTellsOfNewBlocksAtOnce() throws ChainUnreachableException {
    try (BitcoindChain source = bitcoind.connect(); Loop loop = new Loop(source, NEVER)) {
      loop.awaitTip();
      await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> { // the subscription itself takes a moment
        bitcoind.mine(1);
        loop.awaitTip();
        return true;
      });
    }
  }

  @Test
  void aNodeThatIsAwayAtTheStartOrDiesLaterIsSaidToBeAndFoundAgain(@TempDir Path other) throws ChainUnreachableException {
    BitcoindProcess mortal = BitcoindProcess.startFundedOrSkip(other);
    mortal.stop();
    BitcoindConfig config = mortal.config();
    try (mortal;
        BitcoindChain source = BitcoindChain.connect(Network.REGTEST, new BitcoindConfig(config.url(), config.credentials(), LIMIT, null));
        Loop loop = new Loop(source, Duration.ofMillis(100))) {
      await().atMost(LIMIT).until(() -> !loop.told.isEmpty());
      assertThat(loop.follower.status().reachable()).isFalse();
      assertThat(loop.follower.status().problem()).contains("bitcoind");
      mortal.restart();
      await().atMost(LIMIT).until(() -> loop.follower.status().synced());
      mortal.kill();
      await().atMost(LIMIT).until(() -> !loop.follower.status().reachable());
      assertThat(loop.follower.status().block()).isNotNull();
      mortal.restart();
      mortal.mine(2);
      await().atMost(LIMIT).until(() -> loop.follower.status().synced() && loop.follower.status().block().height().value() == 112);
    }
  }

  @Test
  void whatIsWrongIsSaidClearly() {
    URI url = bitcoind.config().url();
    BitcoindConfig wrongPassword = new BitcoindConfig(url, new RpcCredentials.UserPassword("alice", "wrong"), LIMIT, null);
    try (BitcoindChain source = BitcoindChain.connect(Network.REGTEST, wrongPassword)) {
      assertProblem(source::check, Problem.UNAUTHORIZED);
    }
    try (BitcoindChain source = BitcoindChain.connect(Network.MAINNET, bitcoind.config())) {
      assertThatThrownBy(source::check).hasMessage("bitcoind is on regtest, this node on mainnet");
    }
    BitcoindConfig nobody = new BitcoindConfig(URI.create("http://127.0.0.1:1"), bitcoind.config().credentials(), LIMIT, null);
    try (BitcoindChain source = BitcoindChain.connect(Network.REGTEST, nobody)) {
      assertProblem(source::tip, Problem.UNREACHABLE);
    }
    BitcoindConfig noCookie = new BitcoindConfig(url, new RpcCredentials.Cookie(directory.resolve("nothing")), LIMIT, null);
    try (BitcoindChain source = BitcoindChain.connect(Network.REGTEST, noCookie)) {
      assertProblem(source::check, Problem.UNREACHABLE);
    }
  }
}
