package org.l2node.onchain.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.ChainListener;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.Flaky;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;

class ChainFollowerTest {
  private final RegtestChain chain = new RegtestChain();
  private final Flaky source = new Flaky(chain);
  private final Spender alice = Spender.of(1);
  private final Spender miner = Spender.of(2);
  private final List<String> blocks = new ArrayList<>();
  private final List<BlockRef> stored = new ArrayList<>();
  private final List<WatchEvent> events = new ArrayList<>();
  private Spender.Funds coin;
  private ChainFollower follower;

  @BeforeEach
  void start() throws ChainUnreachableException {
    Block first = chain.mine(1, alice.script()).getFirst();
    chain.mine(100, miner.script());
    coin = Spender.output(first.tx.getFirst(), 0);
    follower = follow(List.of(), null);
    follower.catchUp();
    blocks.clear();
  }

  private ChainFollower follow(List<BlockRef> known, @Nullable BlockHeight birthday) {
    return new ChainFollower(source, List.of(new ChainListener() {
      @Override
      public void blockConnected(BlockRef ref, Block block) {
        blocks.add("+" + ref.height().value());
        stored.add(ref);
      }

      @Override
      public void blockDisconnected(BlockRef ref) {
        blocks.add("-" + ref.height().value());
        stored.remove(ref);
      }
    }), known, birthday);
  }

  private int height() {
    return chain.tip().block().height().value();
  }

  private void mine(int count) throws ChainUnreachableException {
    chain.mine(count, miner.script());
    follower.catchUp();
  }

  private void watch(Watch watch, int from) throws ChainUnreachableException {
    follower.watch("alice", watch, new BlockHeight(from), events::add);
    follower.catchUp();
  }

  @Test
  void aNewNodeBeginsAtTheTipOrAtItsBirthday() throws ChainUnreachableException {
    assertThat(stored).containsExactly(chain.tip().block());
    assertThat(follower.status()).isEqualTo(new ChainStatus(true, true, chain.tip().block(), chain.now(), ""));
    follow(List.of(), new BlockHeight(10)).catchUp();
    assertThat(blocks).hasSize(92).startsWith("+10").endsWith("+101");
  }

  @Test
  void aRestartGoesOnWhereItWasAndUndoesWhatIsStale() throws ChainUnreachableException {
    mine(2);
    List<BlockRef> before = List.copyOf(stored);
    chain.reorganise(2, miner.script());
    blocks.clear();
    ChainFollower again = follow(before, null);
    again.catchUp();
    assertThat(blocks).containsExactly("-103", "-102", "+102", "+103", "+104");
    assertThat(again.status().block()).isEqualTo(chain.tip().block());
  }

  /** A reorganisation may take away all that a node has followed in its short life: it must not take that for another chain for ever. */
  @Test
  void aNodeJustBornFollowsAReorganisationOfAllItKnows() throws ChainUnreachableException {
    int birthday = height();
    follower = follow(List.of(), new BlockHeight(birthday));
    mine(1);
    List<BlockRef> before = List.copyOf(stored.subList(1, stored.size()));
    chain.reorganise(3, miner.script());
    blocks.clear();
    follower.catchUp();
    assertThat(blocks).startsWith("-" + (birthday + 1), "-" + birthday, "+" + birthday).endsWith("+" + height());
    blocks.clear();
    follow(before, new BlockHeight(birthday)).catchUp();
    assertThat(blocks).as("after a restart").startsWith("-" + (birthday + 1), "-" + birthday, "+" + birthday);
  }

  @Test
  void aShorterChainIsFollowedDown() throws ChainUnreachableException {
    mine(3);
    blocks.clear();
    chain.rewind(2);
    follower.catchUp();
    assertThat(blocks).containsExactly("-104", "-103");
    assertThat(follower.status().synced()).isTrue();
  }

  @Test
  void anotherChainIsRefusedAndNothingIsUndone() {
    RegtestChain other = new RegtestChain();
    other.mine(200, alice.script());
    ChainFollower lost = new ChainFollower(other, List.of(), stored, null);
    assertThatThrownBy(lost::catchUp).isInstanceOf(ChainUnreachableException.class).hasMessageContaining("another chain");
    assertThat(lost.status().synced()).isFalse();
    assertThat(lost.status().problem()).contains("another chain");
  }

  @Test
  void whileTheFullNodeIsAwayTheStatusSaysSoAndFollowingGoesOnAfterwards() throws ChainUnreachableException {
    source.isDown = true;
    chain.mine(2, miner.script());
    assertThatThrownBy(follower::poll).isInstanceOf(ChainUnreachableException.class);
    assertThat(follower.status().reachable()).isFalse();
    assertThat(follower.status().synced()).isFalse();
    assertThat(follower.status().problem()).isEqualTo("cut off");
    assertThat(follower.status().block()).isNotNull();
    source.isDown = false;
    follower.catchUp();
    assertThat(blocks).containsExactly("+102", "+103");
    assertThat(follower.status().synced()).isTrue();
  }

  @Test
  void aConfirmationIsToldAtItsDepthOnceWithTheTransactionAsItIsInTheBlock() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    watch(new Watch.Confirmed(tx.txid, 3), height());
    chain.broadcast(tx);
    mine(2);
    assertThat(events).isEmpty();
    mine(3);
    BlockRef block = new BlockRef(new BlockHeight(102), chain.blockHash(new BlockHeight(102)).orElseThrow());
    assertThat(events).containsExactly(new WatchEvent(new Watch.Confirmed(tx.txid, 3), tx, block, 1));
    assertThat(events.getFirst().tx().getHasWitness()).isTrue();
  }

  @Test
  void aReorganisationBeforeTheDepthStartsTheCountAnew() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    watch(new Watch.Confirmed(tx.txid, 3), height());
    chain.broadcast(tx);
    mine(2);
    chain.reorganise(2, miner.script()); // 102 to 104 without it
    follower.catchUp();
    mine(2);
    assertThat(events).isEmpty();
    mine(1);
    assertThat(events).extracting(event -> event.block().height().value()).containsExactly(105);
  }

  @Test
  void aSpendIsToldAgainWhenAReorganisationMovesIt() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    watch(new Watch.Spent(coin.outPoint()), 1);
    chain.broadcast(tx);
    mine(1);
    chain.reorganise(1, miner.script());
    follower.catchUp();
    mine(1);
    assertThat(events).extracting(event -> event.block().height().value()).containsExactly(102, 104);
    assertThat(events).extracting(WatchEvent::tx).containsOnly(tx);
  }

  @Test
  void aWatchThatComesLateFindsWhatHasHappened() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    chain.broadcast(tx);
    mine(80);
    watch(new Watch.Spent(coin.outPoint()), 50);
    watch(new Watch.Confirmed(tx.txid, 6), 100);
    watch(new Watch.Confirmed(tx.txid, 81), 100);
    assertThat(events).extracting(WatchEvent::watch).containsExactly(new Watch.Spent(coin.outPoint()), new Watch.Confirmed(tx.txid, 6));
    mine(1);
    assertThat(events).hasSize(3).extracting(event -> event.block().height().value()).containsOnly(102);
  }

  @Test
  void aDeeplyBuriedEventIsStillToldToOneWhoComesLate() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    chain.broadcast(tx);
    mine(WatchSet.BURIED + 10);
    source.blocksAsked = 0;
    watch(new Watch.Confirmed(tx.txid, 6), 102);
    assertThat(events).hasSize(1);
    assertThat(source.blocksAsked).as("none after the one that has it").isOne();
  }

  @Test
  void nothingIsSearchedForAnOutputThatTheFullNodeKnowsToBeUnspent() throws ChainUnreachableException {
    source.blocksAsked = 0;
    watch(new Watch.Spent(coin.outPoint()), 0);
    assertThat(source.blocksAsked).isZero();
    chain.broadcast(alice.spend(coin, 1000));
    mine(1);
    assertThat(events).hasSize(1);
  }

  @Test
  void watchingTwiceIsWatchingOnceAndAfterTheEventItIsToldAgain() throws ChainUnreachableException {
    Watch watch = new Watch.Spent(coin.outPoint());
    watch(watch, 1);
    watch(watch, 1);
    chain.broadcast(alice.spend(coin, 1000));
    mine(1);
    assertThat(events).hasSize(1);
    watch(watch, 1);
    assertThat(events).hasSize(2);
    mine(1);
    assertThat(events).hasSize(2);
  }

  @Test
  void eachOwnerIsToldUntilItUnwatches() throws ChainUnreachableException {
    Watch watch = new Watch.Spent(coin.outPoint());
    List<String> told = new ArrayList<>();
    for (String owner : List.of("alice", "bob", "carol")) {
      follower.watch(owner, watch, new BlockHeight(1), _ -> told.add(owner));
    }
    follower.unwatch("bob");
    follower.unwatch("carol", watch);
    follower.catchUp();
    chain.broadcast(alice.spend(coin, 1000));
    mine(1);
    assertThat(told).containsExactly("alice");
  }

  @Test
  void aWatchSetWhileTheFullNodeIsAwayIsNotLost() throws ChainUnreachableException {
    chain.broadcast(alice.spend(coin, 1000));
    mine(5);
    source.isDown = true;
    follower.watch("alice", new Watch.Spent(coin.outPoint()), new BlockHeight(1), events::add);
    assertThatThrownBy(follower::poll).isInstanceOf(ChainUnreachableException.class);
    source.isDown = false;
    follower.catchUp();
    assertThat(events).hasSize(1);
  }

  @Test
  void anyNumberOfWatchesIsTakenAndAnyDepthBorne() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    for (int i = 0; i < 3 * ChainFollower.ORDERS_AT_A_TIME; i++) {
      follower.watch(i, new Watch.Confirmed(tx.txid, i % 2 == 0 ? 1 : Integer.MAX_VALUE), new BlockHeight(height()), events::add);
    }
    follower.catchUp();
    chain.broadcast(tx);
    mine(2);
    assertThat(events).hasSize(3 * ChainFollower.ORDERS_AT_A_TIME / 2);
  }

  /** Whatever spends a watched output, and with whatever witness, is told and harms nothing. */
  @Test
  @Tag("V6")
  void anySpendIsSurvived() throws ChainUnreachableException {
    Transaction anyone = alice.spend(coin, 0, 0xfffffffdL, 0, ByteVector.fromHex("51"));
    chain.mineExactly(List.of(anyone), miner.script());
    follower.catchUp();
    OutPoint open = new OutPoint(anyone.txid, 0);
    watch(new Watch.Spent(open), height());
    Transaction bare = new Transaction(1, List.of(new fr.acinq.bitcoin.TxIn(open, ByteVector.empty, 0, new ScriptWitness())),
        List.of(new fr.acinq.bitcoin.TxOut(new fr.acinq.bitcoin.Satoshi(0), ByteVector.empty)), 0);
    chain.mineExactly(List.of(bare), miner.script());
    follower.catchUp();
    assertThat(events).extracting(WatchEvent::tx).containsExactly(bare);
  }

  @Test
  void aFundingOutputIsFoundByItsShortChannelId() throws ChainUnreachableException {
    Transaction tx = alice.spend(coin, 1000);
    chain.broadcast(tx);
    mine(3);
    FundingLookup lookup = new FundingLookup(source);
    assertThat(lookup.find(ShortChannelId.of(102, 1, 0)))
        .isEqualTo(new FundingLookup.Result.Unspent(new OutPoint(tx.txid, 0), tx.txOut.getFirst(), 3));
    int asked = source.blocksAsked;
    assertThat(lookup.find(ShortChannelId.of(102, 1, 1))).isEqualTo(new FundingLookup.Result.SpentOrMissing());
    assertThat(lookup.find(ShortChannelId.of(102, 2, 0))).isEqualTo(new FundingLookup.Result.NoSuchTransaction());
    assertThat(source.blocksAsked).isEqualTo(asked);
    assertThat(lookup.find(ShortChannelId.of(1, 0, 0))).isEqualTo(new FundingLookup.Result.SpentOrMissing());
    assertThat(lookup.find(ShortChannelId.of(999, 0, 0))).isEqualTo(new FundingLookup.Result.NoSuchTransaction());
  }

  private final List<String> missed = new ArrayList<>();

  private void watchBoth(Watch watch, int from) throws ChainUnreachableException {
    follower.watch("bob", watch, new BlockHeight(from), new WatchListener() {
      @Override
      public void happened(WatchEvent event) {
        missed.add("+" + event.block().height().value());
      }

      @Override
      public void missing(@Nullable WatchEvent undone) {
        missed.add(undone == null ? "none" : "-" + undone.block().height().value());
      }
    });
    follower.catchUp();
  }

  @Test
  void whatAReorganisationTakesOutIsTold() throws ChainUnreachableException {
    Block block = chain.mine(1, alice.script()).getFirst();
    follower.catchUp();
    int height = height();
    watchBoth(new Watch.Confirmed(block.tx.getFirst().txid, 1), height);
    assertThat(missed).containsExactly("+" + height);
    chain.reorganise(1, miner.script());
    follower.catchUp();
    assertThat(missed).containsExactly("+" + height, "-" + height);
  }

  /** It may have been there before this node was away. */
  @Test
  void whatALateWatchDoesNotFindIsTold() throws ChainUnreachableException {
    mine(3);
    watchBoth(new Watch.Confirmed(new TxId(ByteVector32.One), 1), height() - 2);
    assertThat(missed).containsExactly("none");
    watchBoth(new Watch.Confirmed(new TxId(ByteVector32.Zeroes), 1), height() + 1);
    assertThat(missed).as("nothing has been searched").containsExactly("none");
  }
}
