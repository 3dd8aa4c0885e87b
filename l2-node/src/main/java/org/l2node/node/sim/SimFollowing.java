package org.l2node.node.sim;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.watch.ChainFollower;
import org.l2node.onchain.watch.ChainStatus;
import org.l2node.onchain.watch.Following;

/** Polls the chain when chance has it: blocks come late to some nodes. */
final class SimFollowing implements Following, Source {
  private final World world;
  private final Life life;
  private final ChainSource source;
  private final ChainFollower follower;
  private final Duration interval;
  private final Consumer<ChainStatus> onStatus;
  private @Nullable ChainStatus told;
  private boolean hasWork;
  private boolean stopped;

  SimFollowing(World world, Life life, ChainSource source, ChainFollower follower, Duration interval, Consumer<ChainStatus> onStatus) {
    this.world = world;
    this.life = life;
    this.source = source;
    this.follower = follower;
    this.interval = interval;
    this.onStatus = onStatus;
  }

  @Override
  public void start() {
    hasWork = true;
    follower.onWork(() -> hasWork = true);
    ChainSource.Subscription _ = source.onNewTip(() -> hasWork = true);
    life.add(this);
    later();
  }

  private void later() {
    life.after(interval.toMillis(), () -> {
      if (!stopped) {
        hasWork = true;
        later();
      }
    });
  }

  @Override
  public boolean isReady() {
    return hasWork && !stopped;
  }

  @Override
  public void run() {
    hasWork = false;
    world.trace().note(life.name() + " polls the chain");
    try {
      hasWork |= follower.poll();
    } catch (ChainUnreachableException _) {
      // The status says so, and the timer asks again.
    }
    if (!follower.status().equals(told)) {
      told = follower.status();
      onStatus.accept(told);
    }
  }

  @Override
  public void close() {
    stopped = true;
  }
}
