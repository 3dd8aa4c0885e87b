package org.l2node.onchain.watch;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;

/** Carries out the watch effects of channels: sets the watches, and turns what they tell into the channels' events. From any thread. */
public final class ChannelWatches {
  /** Confirmations before a channel may be announced (BOLT 7). */
  private static final int DEEP = 6;

  private final ChainFollower follower;
  private final BiConsumer<ChannelId, ChannelEvent.FromChain> deliver;

  /**
   * @param deliver hands an event to a channel; called on the follower's thread, so it must return at once
   */
  public ChannelWatches(ChainFollower follower, BiConsumer<ChannelId, ChannelEvent.FromChain> deliver) {
    this.follower = follower;
    this.deliver = deliver;
  }

  /**
   * @param from the height of the tip when the channel was opened, or that of its funding transaction where known
   */
  public void watchFunding(Effect.WatchFunding effect, BlockHeight from) {
    ChannelId channel = effect.channelId();
    boolean isZeroConf = effect.depth() == 0;
    if (isZeroConf) {
      follower.look(channel, effect.funding().txid, tx -> deliver.accept(channel, new ChannelEvent.FundingSeen(tx)));
    }
    follower.watch(channel, new Watch.Confirmed(effect.funding().txid, Math.max(1, effect.depth())), from, new WatchListener() {
      @Override
      public void happened(WatchEvent event) {
        if (isZeroConf) {
          follower.lookNoMore(channel);
        }
        deliver.accept(channel, new ChannelEvent.FundingConfirmed(event.tx(), event.block().height(), event.txIndex()));
      }

      @Override
      public void missing(@Nullable WatchEvent undone) {
        deliver.accept(channel, new ChannelEvent.FundingMissing(undone == null ? null : undone.tx()));
      }
    });
    if (effect.depth() < DEEP) {
      follower.watch(channel, new Watch.Confirmed(effect.funding().txid, DEEP), from,
          event -> deliver.accept(channel, new ChannelEvent.FundingDeep(event.tx(), event.block().height(), event.txIndex())));
    }
  }

  /**
   * @param from the height of the block that made the output, or below
   */
  public void watchSpent(Effect.WatchSpent effect, BlockHeight from) {
    ChannelId channel = effect.channelId();
    follower.watch(channel, new Watch.Spent(effect.output()), from,
        event -> deliver.accept(channel, new ChannelEvent.OutputSpent(effect.output(), event.tx(), event.block().height())));
  }

  /**
   * @param from a height that the transaction cannot have been confirmed below
   */
  public void watchConfirmed(Effect.WatchConfirmed effect, BlockHeight from) {
    ChannelId channel = effect.channelId();
    follower.watch(channel, new Watch.Confirmed(effect.txId(), Math.max(1, effect.depth())), from,
        event -> deliver.accept(channel,
            new ChannelEvent.TransactionConfirmed(effect.txId(), event.block().height(), event.block().hash().value)));
  }

  /** The channel is no more: its watches go. */
  public void forget(ChannelId channel) {
    follower.unwatch(channel);
  }
}
