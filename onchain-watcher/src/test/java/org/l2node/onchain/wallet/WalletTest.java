package org.l2node.onchain.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;

class WalletTest {
  private static final long COIN = 100_000_000L;
  private static final FeeratePerKw RATE = new FeeratePerKw(1000);
  private static final ByteVector CHANNEL = ByteVector.fromHex("0020" + "ab".repeat(32));

  private final RegtestChain chain = new RegtestChain();
  private final Spender miner = Spender.of(9);
  private final MemoryWalletStore store = new MemoryWalletStore();
  private Wallet wallet = open();

  private Wallet open() {
    return new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), store);
  }

  @BeforeEach
  void fund() {
    sync();
    chain.mine(1, wallet.newAddress().script());
    chain.mine(100, miner.script());
    sync();
  }

  /** Tells the wallet what happened, as the follower does. */
  private void sync() {
    List<BlockRef> known = wallet.syncPoints();
    for (BlockRef ref : known.reversed()) {
      if (chain.blockHash(ref.height()).filter(ref.hash()::equals).isPresent()) {
        break;
      }
      wallet.blockDisconnected(ref);
    }
    int next = wallet.syncPoints().isEmpty() ? 0 : wallet.syncPoints().getLast().height().value() + 1;
    for (int height = next; height <= chain.tip().block().height().value(); height++) {
      Block block = chain.block(chain.blockHash(new BlockHeight(height)).orElseThrow()).orElseThrow();
      wallet.blockConnected(new BlockRef(new BlockHeight(height), block.hash), block);
    }
  }

  private FundingResult request(String owner, long amount) {
    return wallet.fund(new FundingRequest(owner, CHANNEL, new Satoshi(amount), RATE, Satoshi.ZERO));
  }

  private Transaction built(String owner, long amount) {
    return ((FundingResult.Built) request(owner, amount)).tx();
  }

  private long confirmed() {
    return wallet.balance().confirmed().sat();
  }

  @Test
  void aRewardIsImmatureForAHundredBlocks() {
    assertThat(wallet.balance()).isEqualTo(new WalletBalance(new Satoshi(50 * COIN), Satoshi.ZERO, Satoshi.ZERO, Satoshi.ZERO));
    chain.mine(1, wallet.newAddress().script());
    sync();
    assertThat(wallet.balance().immature().sat()).isEqualTo(50 * COIN);
    assertThat(wallet.unspentOutputs()).hasSize(2);
  }

  @Test
  void aFundingTransactionPaysExactlyItsFeeAndIsTakenByTheMempool() {
    FundingResult.Built built = (FundingResult.Built) request("c1", 1_000_000);
    assertThat(built.tx().txOut.get(built.outputIndex()).amount.toLong()).isEqualTo(1_000_000);
    assertThat(built.tx().txOut.get(built.outputIndex()).publicKeyScript).isEqualTo(CHANNEL);
    assertThat(built.fee().sat()).isEqualTo(Math.ceilDiv(built.tx().weight() * RATE.satPerKw(), 1000));
    assertThat(built.tx().lockTime).isEqualTo(101);
    assertThat(built.tx().txIn).allMatch(in -> in.sequence == 0xfffffffdL);
    assertThat(chain.testMempoolAccept(List.of(built.tx())).getFirst().fee()).isEqualTo(built.fee());
  }

  @Test
  void theChangeIsUnconfirmedUntilABlockHasIt() {
    Transaction tx = built("c1", 1_000_000);
    assertThat(wallet.balance().reserved().sat()).isEqualTo(50 * COIN);
    wallet.commit(tx);
    wallet.commit(tx);
    assertThat(chain.broadcast(tx)).isEqualTo(new BroadcastResult.Accepted());
    long change = 50 * COIN - 1_000_000 - Math.ceilDiv(tx.weight() * 1000L, 1000);
    assertThat(wallet.balance()).isEqualTo(new WalletBalance(Satoshi.ZERO, new Satoshi(change), Satoshi.ZERO, Satoshi.ZERO));
    chain.mine(1, miner.script());
    sync();
    assertThat(wallet.balance()).isEqualTo(new WalletBalance(new Satoshi(change), Satoshi.ZERO, Satoshi.ZERO, Satoshi.ZERO));
    wallet.commit(tx);
    assertThat(confirmed()).isEqualTo(change);
  }

  @Test
  void whatSomebodyElsePaysIsNotSpentBeforeItIsConfirmed() {
    Transaction theirs = new Transaction(2, List.of(new TxIn(new OutPoint(new TxId(new ByteVector32("ab".repeat(32))), 0), 0)),
        List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(COIN), wallet.newAddress().script())), 0);
    WalletBalance before = wallet.balance();
    wallet.commit(theirs); // the funding transaction of a trusted peer, which this node publishes too
    assertThat(wallet.balance()).isEqualTo(before);
  }

  @Test
  void changeMayBeSpentBeforeItIsConfirmed() {
    Transaction first = built("c1", 1_000_000);
    wallet.commit(first);
    Transaction second = built("c2", 2_000_000);
    wallet.commit(second);
    assertThat(second.txIn.getFirst().outPoint.txid).isEqualTo(first.txid);
    chain.broadcast(first);
    assertThat(chain.broadcast(second)).isEqualTo(new BroadcastResult.Accepted());
    chain.mine(1, miner.script());
    sync();
    assertThat(wallet.balance().unconfirmed()).isEqualTo(Satoshi.ZERO);
    assertThat(wallet.unspentOutputs()).hasSize(1);
  }

  @Test
  void inputsStayReservedAcrossARestartUntilReleased() {
    Transaction tx = built("c1", 1_000_000);
    wallet = open();
    assertThat(request("c2", 1_000_000)).isInstanceOf(FundingResult.InsufficientFunds.class);
    assertThat(built("c1", 1_000_000)).isEqualTo(tx);
    assertThat(wallet.reservations()).extracting(Reservation::owner).containsExactly("c1");
    wallet.release("c1");
    wallet.release("c1");
    assertThat(request("c2", 1_000_000)).isInstanceOf(FundingResult.Built.class);
  }

  @Test
  void tooLittleMoneyIsSaidWithFigures() {
    assertThat(request("c1", 50 * COIN))
        .isEqualTo(new FundingResult.InsufficientFunds(new Satoshi(50 * COIN), new Satoshi(50 * COIN + 444)));
    FundingRequest all = new FundingRequest("c1", CHANNEL, new Satoshi(49 * COIN), RATE, new Satoshi(COIN));
    assertThat(wallet.fund(all)).isInstanceOf(FundingResult.InsufficientFunds.class);
    assertThat(wallet.fund(new FundingRequest("c1", CHANNEL, new Satoshi(49 * COIN), RATE, new Satoshi(COIN - 1000))))
        .isInstanceOf(FundingResult.Built.class);
    assertThat(request("c2", 329)).isEqualTo(new FundingResult.BelowDust(new Satoshi(330)));
    assertThat(wallet.reservations()).hasSize(1);
  }

  @Test
  void changeTooSmallToSpendGoesToTheFee() {
    FundingResult.Built built = (FundingResult.Built) request("c1", 50 * COIN - 444 - 300);
    assertThat(built.tx().txOut).hasSize(1);
    assertThat(built.fee().sat()).isEqualTo(744);
  }

  @Test
  void aReorganisationUndoesWhatTheBlocksDid() {
    Transaction tx = built("c1", 1_000_000);
    wallet.commit(tx);
    chain.broadcast(tx);
    WalletBalance waiting = wallet.balance();
    WalletSnapshot before = store.load();
    chain.mine(1, miner.script());
    sync();
    assertThat(wallet.balance()).isNotEqualTo(waiting);
    chain.reorganise(1, miner.script());
    sync();
    assertThat(wallet.balance()).isEqualTo(waiting);
    assertThat(store.load().outputs()).isEqualTo(before.outputs());
    chain.mine(1, miner.script());
    sync();
    assertThat(wallet.balance().unconfirmed()).isEqualTo(Satoshi.ZERO);
  }

  @Test
  void moneyOfOthersIsGoneWhenItsBlockIs() {
    Block first = chain.block(chain.blockHash(new BlockHeight(2)).orElseThrow()).orElseThrow();
    chain.mine(1, miner.script());
    Transaction gift = miner.spend(Spender.output(first.tx.getFirst(), 0), 1000, 0xfffffffdL, 0, wallet.newAddress().script());
    assertThat(chain.broadcast(gift)).isEqualTo(new BroadcastResult.Accepted());
    chain.mine(1, miner.script());
    sync();
    assertThat(confirmed()).isEqualTo(100 * COIN - 1000);
    chain.reorganise(1, miner.script());
    sync();
    assertThat(confirmed()).isEqualTo(50 * COIN);
    chain.mine(1, miner.script());
    sync();
    assertThat(confirmed()).isEqualTo(100 * COIN - 1000);
  }

  @Test
  void aConfirmedConflictTakesTheChangeAway() {
    Transaction tx = built("c1", 1_000_000);
    wallet.commit(tx);
    Wallet twin = new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), twinStore());
    FundingResult.Built other = (FundingResult.Built) twin
        .fund(new FundingRequest("x", CHANNEL, new Satoshi(2_000_000), RATE, Satoshi.ZERO));
    chain.broadcast(other.tx());
    chain.mine(1, miner.script());
    sync();
    assertThat(wallet.balance().unconfirmed()).isEqualTo(Satoshi.ZERO);
    assertThat(confirmed()).isEqualTo(50 * COIN - 2_000_000 - other.fee().sat());
    wallet.commit(tx); // repeated after a restart: it has lost
    assertThat(confirmed()).isEqualTo(50 * COIN - 2_000_000 - other.fee().sat());
  }

  private WalletStore twinStore() {
    MemoryWalletStore twin = new MemoryWalletStore();
    WalletOutput output = Objects.requireNonNull(store.load().outputs().getFirst()).spentBy(null);
    twin.apply(List.of(new WalletWrite.PutOutput(output), new WalletWrite.AddSyncPoint(store.load().syncPoints().getLast())));
    return twin;
  }

  @Test
  void abandoningGivesTheInputsBack() {
    Transaction tx = built("c1", 1_000_000);
    wallet.commit(tx);
    assertThat(wallet.abandon(tx.txid)).isTrue();
    assertThat(wallet.abandon(tx.txid)).isFalse();
    assertThat(wallet.balance().confirmed().sat()).isEqualTo(50 * COIN);
    assertThat(wallet.balance().unconfirmed()).isEqualTo(Satoshi.ZERO);
  }

  @Test
  void aWalletRestoredFromItsSeedFindsAllWithinTheGap() {
    List<WalletAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      addresses.add(wallet.newAddress());
    }
    chain.mine(1, addresses.get(80).script());
    sync();
    for (int i = 0; i < 90; i++) {
      addresses.add(wallet.newAddress());
    }
    chain.mine(1, addresses.get(179).script());
    sync();
    WalletBalance balance = wallet.balance();
    assertThat(balance.immature().sat()).isEqualTo(100 * COIN);
    wallet = new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), new MemoryWalletStore());
    sync();
    assertThat(wallet.balance()).isEqualTo(balance);
    assertThat(wallet.newAddress().address()).isNotIn(addresses.stream().map(WalletAddress::address).toList());
  }

  @Test
  void addressesRunInACircleOnceTheGapIsFull() {
    WalletAddress first = wallet.newAddress();
    for (int i = 1; i < AddressBook.GAP; i++) {
      assertThat(wallet.newAddress()).isNotEqualTo(first);
    }
    assertThat(wallet.newAddress()).isEqualTo(first);
  }

  @Test
  void aBlockThatDoesNotFollowIsRefused() {
    chain.mine(2, miner.script());
    Block block = chain.block(chain.tip().block().hash()).orElseThrow();
    assertThatThrownBy(() -> wallet.blockConnected(chain.tip().block(), block)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailingStoreChangesNothing() {
    MemoryWalletStore memory = new MemoryWalletStore();
    memory.apply(store.load().outputs().stream().<WalletWrite>map(WalletWrite.PutOutput::new).toList());
    WalletStore failing = new WalletStore() {
      @Override
      public WalletSnapshot load() {
        return memory.load();
      }

      @Override
      public void apply(List<WalletWrite> writes) {
        throw new IllegalStateException("disk");
      }
    };
    Wallet broken = new Wallet(WalletKeys.fromSeed(new byte[64], Network.REGTEST), failing);
    assertThatThrownBy(broken::newAddress).hasMessage("disk");
    assertThat(broken.reservations()).isEmpty();
    assertThat(memory.load().counters()).isEmpty();
  }
}
