package org.l2node.node.chain;

import fr.acinq.bitcoin.TxId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.Behavior;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.PublishTable;
import org.l2node.node.storage.Storage;
import org.l2node.node.storage.SweepTables;
import org.l2node.node.storage.WalletTables;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.ChainListener;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.fees.FeeEstimator;
import org.l2node.onchain.fees.FeePurpose;
import org.l2node.onchain.publish.PublishOutcome;
import org.l2node.onchain.publish.PublishedTransaction;
import org.l2node.onchain.publish.Publisher;
import org.l2node.onchain.sweep.PendingSweep;
import org.l2node.onchain.sweep.Sweeper;
import org.l2node.onchain.wallet.Wallet;
import org.l2node.onchain.wallet.WalletKeys;
import org.l2node.onchain.watch.ChainFollower;
import org.l2node.onchain.watch.ChainStatus;
import org.l2node.onchain.watch.ChannelWatches;
import org.l2node.onchain.watch.Following;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the chain and serves the channels' chain effects. What waits for the full node does so on an actor of its own, in order. */
public final class ChainService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChainService.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration FEE_INTERVAL = Duration.ofMinutes(1);

  /** Before the first estimate. */
  private static final FeeratePerKw UNKNOWN = new FeeratePerKw(2_500);

  private static final int MAILBOX = 10_000;

  private final ChainSource source;
  private final Wallet wallet;
  private final Publisher publisher;
  private final FeeEstimator fees;
  private final Sweeper sweeper;
  private final AtomicBoolean sweepIsDue = new AtomicBoolean();
  private final ChainFollower follower;
  private final ChannelWatches watches;
  private final Following loop;
  private final Actor<Runnable> blocking;
  private final Consumer<BlockHeight> onHeight;
  private final Runnable onSynced;
  private final Map<FeePurpose, FeeratePerKw> known = new ConcurrentHashMap<>();
  private final NodeRuntime runtime;
  private volatile BlockHeight height = new BlockHeight(0);
  private volatile boolean stopped;

  /**
   * @param birthday no block below holds anything of this node's
   * @param following what polls the full node again and again
   * @param gossip told of each block before the wallet is
   * @param deliver hands an event to a channel; returns at once
   * @param onHeight told of each new height; returns at once
   * @param onSynced told, again and again, that the chain is followed to its tip; returns at once
   * @param onFatal told when following must not go on
   */
  public ChainService(
      ChainSource source,
      Storage database,
      WalletKeys walletKeys,
      BlockHeight birthday,
      NodeRuntime runtime,
      Following.Factory following,
      ChainListener gossip,
      BiConsumer<ChannelId, ChannelEvent.FromChain> deliver,
      Consumer<BlockHeight> onHeight,
      Runnable onSynced,
      Consumer<Throwable> onFatal) {
    this.source = source;
    this.runtime = runtime;
    this.onHeight = onHeight;
    this.onSynced = onSynced;
    this.wallet = new Wallet(walletKeys, new WalletTables(database));
    this.publisher = new Publisher(source, new PublishTable(database), ChainService::logOutcome);
    InstantSource clock = () -> Instant.ofEpochSecond(runtime.nowSeconds());
    this.fees = new FeeEstimator(source, clock);
    this.sweeper = new Sweeper(source, wallet, new SweepTables(database), FeeEstimator.CEILING, new SweepLog());
    List<BlockRef> followed = wallet.syncPoints();
    if (!followed.isEmpty()) {
      height = followed.getLast().height();
    }
    // The wallet comes last: it stores how far the chain was followed.
    this.follower = new ChainFollower(source, List.of(gossip, publisher, wallet), followed, birthday);
    this.watches = new ChannelWatches(follower, deliver);
    this.loop = following.of(source, follower, POLL, this::onStatus, onFatal);
    this.blocking = runtime.spawn("chain", MAILBOX, new Behavior<>() {
      @Override
      public void onMessage(Runnable order) {
        order.run();
      }
    });
  }

  private static void logOutcome(PublishedTransaction published, PublishOutcome outcome) {
    LOG.info("transaction={} purpose={} outcome={}", published.tx().txid, published.purpose(), outcome.text());
  }

  /** Begins to follow. */
  public void start() {
    refreshFeerates();
    loop.start();
  }

  private void refreshFeerates() {
    blocking.tell(() -> {
      for (FeePurpose purpose : FeePurpose.values()) {
        known.put(purpose, fees.feerate(purpose));
      }
    });
    sweep(); // also between blocks: what was pushed out of the mempool goes back (reliability, V34)
    runtime.after(FEE_INTERVAL, () -> {
      if (!stopped) {
        refreshFeerates();
      }
    });
  }

  /** The rate to pay, as it was known a minute ago; never waits. */
  public FeeratePerKw knownFeerate(FeePurpose purpose) {
    return known.getOrDefault(purpose, UNKNOWN);
  }

  private void onStatus(ChainStatus status) {
    BlockRef block = status.block();
    if (!status.reachable()) {
      LOG.warn("chain: {}", status.problem());
    } else if (!status.problem().isEmpty()) {
      LOG.info("chain: {}", status.problem());
    }
    if (block != null && !block.height().equals(height)) {
      height = block.height();
      onHeight.accept(height);
      blocking.tell(publisher::republish);
      sweep();
    }
    if (status.synced()) {
      onSynced.run();
    }
  }

  /** The last block followed; where nothing was followed yet, the last one known from before. */
  public BlockHeight height() {
    return height;
  }

  public ChainStatus status() {
    return follower.status();
  }

  public Wallet wallet() {
    return wallet;
  }

  public ChainSource source() {
    return source;
  }

  /**
   * The rate to pay now; asks the full node where the last estimate is old, so not for an actor that must not wait: see
   * {@link #knownFeerate}.
   */
  public FeeratePerKw feerate(FeePurpose purpose) {
    return fees.feerate(purpose);
  }

  /** Runs an order that may wait for the full node or the store, after those before it. */
  public void later(Runnable order) {
    blocking.tell(order);
  }

  /**
   * Carries out a channel's chain effect.
   *
   * @param from a height that what is watched cannot have happened below
   */
  public void carryOut(ChannelId channel, Effect effect, BlockHeight from) {
    switch (effect) {
      case Effect.Publish(var tx, var purpose) -> blocking.tell(() -> {
        if (purpose == Effect.Purpose.FUNDING) {
          wallet.commit(tx);
        }
        publisher.publish(tx, purpose);
      });
      case Effect.WatchFunding watch -> watches.watchFunding(watch, from);
      case Effect.WatchSpent watch -> watches.watchSpent(watch, from);
      case Effect.WatchConfirmed watch -> watches.watchConfirmed(watch, from);
      default -> throw new IllegalArgumentException("not the chain's: " + effect);
    }
  }

  /**
   * What a channel may claim on the chain now, in place of what it claimed before; see {@link Sweeper#claims}.
   *
   * @param keys of the channel
   */
  public void claims(ChannelId channel, ChannelKeys keys, List<Claim> claims) {
    blocking.tell(() -> sweeper.claims(channel, keys, claims, height));
    sweep();
  }

  /** Looks at all claims soon; any number of orders that wait are one. */
  private void sweep() {
    if (!sweepIsDue.getAndSet(true)) {
      blocking.tell(() -> {
        sweepIsDue.set(false);
        sweeper.sweep();
      });
    }
  }

  /** The outputs of channels that are being brought home; never waits. */
  public List<PendingSweep> sweeps() {
    return sweeper.pending();
  }

  /**
   * From now on a channel's transactions that bring its outputs home pay at least this, within their budgets. Waits for a sweep that is
   * under way.
   *
   * @return false where the channel has nothing to bring home
   */
  public boolean bump(ChannelId channel, FeeratePerKw least) {
    boolean bumped = sweeper.bump(channel, least);
    if (bumped) {
      sweep();
    }
    return bumped;
  }

  /** After a restart: forgets what was done to bring home outputs of channels that are no more. */
  public void retainSweeps(Set<ChannelId> living) {
    sweeper.retain(living);
  }

  /** A channel is over: its watches go. */
  public void forget(ChannelId channel) {
    watches.forget(channel);
    blocking.tell(() -> sweeper.forget(channel));
  }

  /** How a transaction of ours stands. */
  public Optional<PublishOutcome> outcome(TxId txId) {
    return publisher.outcome(txId);
  }

  /** Where the chain was when this node was made. */
  public static @Nullable BlockHeight tipOf(ChainSource source) {
    try {
      return source.tip().block().height();
    } catch (ChainUnreachableException e) {
      LOG.warn("the full node does not answer: {}", e.getMessage());
      return null;
    }
  }

  @Override
  public void close() {
    stopped = true;
    loop.close();
    blocking.stop();
  }
}
