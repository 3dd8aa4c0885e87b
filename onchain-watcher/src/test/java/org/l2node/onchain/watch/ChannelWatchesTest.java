package org.l2node.onchain.watch;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;

/** What channels wait for is told in their own words. */
class ChannelWatchesTest {
  private final RegtestChain chain = new RegtestChain();
  private final Spender alice = Spender.of(1);
  private final Spender miner = Spender.of(2);
  private final ChainFollower follower = new ChainFollower(chain, List.of(), List.of(), null);
  private Spender.Funds coin;

  @BeforeEach
  void start() throws ChainUnreachableException {
    Block first = chain.mine(1, alice.script()).getFirst();
    chain.mine(100, miner.script());
    coin = Spender.output(first.tx.getFirst(), 0);
    follower.catchUp();
  }

  private int height() {
    return chain.tip().block().height().value();
  }

  private void mine(int count) throws ChainUnreachableException {
    chain.mine(count, miner.script());
    follower.catchUp();
  }

  @Test
  void whatIsUsedUnconfirmedIsToldAsSoonAsTheMempoolHasIt() throws ChainUnreachableException {
    List<Object> told = new ArrayList<>();
    ChannelWatches watches = new ChannelWatches(follower, (_, event) -> {
      if (!(event instanceof ChannelEvent.FundingMissing)) {
        told.add(event);
      }
    });
    Transaction tx = alice.spend(coin, 1000);
    OutPoint funding = new OutPoint(tx.txid, 0);
    ChannelId channel = ChannelId.of(funding);
    Effect.WatchFunding watch = new Effect.WatchFunding(channel, funding, alice.script(), 0);
    watches.watchFunding(watch, new BlockHeight(height()));
    follower.catchUp();
    assertThat(told).isEmpty();
    assertThat(follower.isLooking()).isTrue();
    chain.broadcast(tx);
    follower.catchUp();
    follower.catchUp();
    assertThat(told).containsExactly(new ChannelEvent.FundingSeen(tx));
    assertThat(follower.isLooking()).isFalse();
    mine(6);
    assertThat(told.subList(1, 3)).containsExactly(new ChannelEvent.FundingConfirmed(tx, new BlockHeight(102), 1),
        new ChannelEvent.FundingDeep(tx, new BlockHeight(102), 1));
    // After a restart it is in a block: nothing is left to look for.
    watches.watchFunding(watch, new BlockHeight(100));
    follower.catchUp();
    follower.catchUp();
    assertThat(follower.isLooking()).isFalse();
    watches.watchFunding(new Effect.WatchFunding(channel, new OutPoint(alice.spend(coin, 2000).txid, 0), alice.script(), 0),
        new BlockHeight(height()));
    follower.catchUp();
    assertThat(follower.isLooking()).isTrue();
    watches.forget(channel);
    follower.catchUp();
    assertThat(follower.isLooking()).isFalse();
  }

  @Test
  void channelsAreToldInTheirOwnWords() throws ChainUnreachableException {
    List<Object> told = new ArrayList<>();
    ChannelWatches watches = new ChannelWatches(follower, (_, event) -> told.add(event));
    Transaction tx = alice.spend(coin, 1000);
    OutPoint funding = new OutPoint(tx.txid, 0);
    ChannelId channel = ChannelId.of(funding);
    watches.watchFunding(new Effect.WatchFunding(channel, funding, alice.script(), 3), new BlockHeight(height()));
    watches.watchSpent(new Effect.WatchSpent(channel, funding, alice.script()), new BlockHeight(height()));
    chain.broadcast(tx);
    mine(3);
    assertThat(told).containsExactly(new ChannelEvent.FundingConfirmed(tx, new BlockHeight(102), 1));
    mine(3);
    assertThat(told).hasSize(2).last().isEqualTo(new ChannelEvent.FundingDeep(tx, new BlockHeight(102), 1));
    Transaction close = alice.spend(Spender.output(tx, 0), 1000);
    watches.watchConfirmed(new Effect.WatchConfirmed(channel, close.txid, alice.script(), 2), new BlockHeight(height()));
    chain.broadcast(close);
    mine(2);
    assertThat(told.subList(2, 4)).containsExactly(new ChannelEvent.OutputSpent(funding, close, new BlockHeight(108)),
        new ChannelEvent.TransactionConfirmed(close.txid, new BlockHeight(108), chain.blockHash(new BlockHeight(108)).orElseThrow().value));
    watches.forget(channel);
    chain.reorganise(2, miner.script());
    mine(3);
    assertThat(told).hasSize(4);
  }
}
