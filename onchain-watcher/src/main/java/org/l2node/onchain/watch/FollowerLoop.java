package org.l2node.onchain.watch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;

/**
 * The thread that polls a {@link ChainFollower}: at once when the full node hints at a new tip, else at an interval; slower and slower
 * while the full node does not answer, and as before once it does.
 */
public final class FollowerLoop implements Following {
  /** Between polls while something is looked for in the mempool, of whose changes nothing hints. */
  private static final Duration LOOKING = Duration.ofSeconds(1);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(30);

  private final ChainSource source;
  private final ChainFollower follower;
  private final Duration interval;
  private final Consumer<ChainStatus> onStatus;
  private final Consumer<Throwable> onFailure;
  private final Semaphore work = new Semaphore(0);
  private final Thread thread;
  private volatile boolean isStopped;

  /**
   * @param interval between two polls where nothing hints at work
   * @param onStatus told on the loop's thread whenever the status has changed, so also of each new tip
   * @param onFailure told, once, of what a listener threw: the loop has stopped then, and following must not go on (the disk has failed, or
   *   it is a bug)
   */
  public FollowerLoop(ChainSource source, ChainFollower follower, Duration interval, Consumer<ChainStatus> onStatus,
      Consumer<Throwable> onFailure) {
    this.source = source;
    this.follower = follower;
    this.interval = interval;
    this.onStatus = onStatus;
    this.onFailure = onFailure;
    this.thread = Thread.ofVirtual().name("chain-follower").unstarted(this::run);
  }

  @Override
  public void start() {
    follower.onWork(work::release);
    thread.start();
  }

  private void run() {
    try (ChainSource.Subscription _ = source.onNewTip(work::release)) {
      Duration backOff = interval;
      ChainStatus told = ChainStatus.STARTING;
      while (!isStopped) {
        boolean isMore = false;
        try {
          isMore = follower.poll();
          backOff = interval;
        } catch (ChainUnreachableException _) { // the status says so
          backOff = backOff.multipliedBy(2).compareTo(MAX_BACK_OFF) < 0 ? backOff.multipliedBy(2) : MAX_BACK_OFF;
        }
        if (!follower.status().equals(told)) {
          told = follower.status();
          onStatus.accept(told);
        }
        if (!isMore) {
          boolean isLooking = follower.isLooking() && follower.status().reachable() && backOff.compareTo(LOOKING) > 0;
          boolean _ = work.tryAcquire((isLooking ? LOOKING : backOff).toMillis(), TimeUnit.MILLISECONDS);
          work.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody interrupts it but a JVM that ends
    } catch (Throwable e) { // the loop of an actor: what a listener threw is passed on, and nothing more is told
      onFailure.accept(e);
    }
  }

  /** Stops after the round that runs. Waits for it, unless called from it. */
  @Override
  public void close() {
    isStopped = true;
    work.release();
    if (Thread.currentThread() != thread && thread.getState() != Thread.State.NEW) {
      boolean isInterrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
