package org.l2node.onchain.watch;

import java.time.Duration;
import java.util.function.Consumer;
import org.l2node.onchain.chain.ChainSource;

/** Something that polls a {@link ChainFollower} again and again: {@link FollowerLoop}, or what a simulation puts in its place. */
public interface Following extends AutoCloseable {
  /** Makes one that has not started. */
  @FunctionalInterface
  interface Factory {
    /**
     * @param interval between two polls where nothing hints at work
     * @param onStatus told whenever the status has changed, so also of each new tip
     * @param onFailure told, once, of what a listener threw: following must not go on
     */
    Following of(ChainSource source, ChainFollower follower, Duration interval, Consumer<ChainStatus> onStatus,
        Consumer<Throwable> onFailure);
  }

  /** Starts polling. To be called once. */
  void start();

  /** Stops. */
  @Override
  void close();
}
