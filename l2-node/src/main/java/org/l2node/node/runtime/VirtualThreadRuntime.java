package org.l2node.node.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One virtual thread for each actor, the system's clock and random source. */
public final class VirtualThreadRuntime implements NodeRuntime, AutoCloseable {
  private final SecureRandom random = new SecureRandom();
  private final ScheduledExecutorService timers = Executors
      .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("timers").daemon(true).factory());
  private final BiConsumer<String, Throwable> onBug;

  /** @param onBug told what an actor threw: our own mistake; the actor goes on with its next message */
  public VirtualThreadRuntime(BiConsumer<String, Throwable> onBug) {
    this.onBug = onBug;
  }

  @Override
  public <M> Actor<M> spawn(String name, int capacity, Behavior<M> behavior) {
    MailboxActor<M> actor = new MailboxActor<>(capacity, behavior, bug -> onBug.accept(name, bug));
    Thread.ofVirtual().name(name).start(actor::loop);
    return actor;
  }

  @Override
  public void run(String name, Runnable task) {
    Thread.ofVirtual().name(name).start(() -> {
      try {
        task.run();
      } catch (RuntimeException | Error bug) {
        onBug.accept(name, bug);
      }
    });
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    ScheduledFuture<?> future = timers.schedule(
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error bug) {
            onBug.accept("timer", bug);
          }
        },
        delay.toMillis(),
        TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public long nowSeconds() {
    return System.currentTimeMillis() / 1000;
  }

  @Override
  public long monotonicMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
