package org.l2node.node.runtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** An actor as a queue and a loop over it. */
final class MailboxActor<M> implements Actor<M> {
  /** Batches of messages after which there is time for {@link Behavior#onIdle} even though more has come: a flood must not starve it. */
  private static final int MAX_BUSY = 8;

  private final int capacity;
  private final Behavior<M> behavior;
  private final Consumer<Throwable> onBug;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Queue<M> waiting = new ArrayDeque<>();
  private boolean stopped;

  MailboxActor(int capacity, Behavior<M> behavior, Consumer<Throwable> onBug) {
    this.capacity = capacity;
    this.behavior = behavior;
    this.onBug = onBug;
  }

  @Override
  public boolean offer(M message) {
    lock.lock();
    try {
      if (stopped || waiting.size() >= capacity) {
        return false;
      }
      add(message);
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void tell(M message) {
    lock.lock();
    try {
      if (!stopped) {
        add(message);
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(M message) {
    waiting.add(message);
    notEmpty.signal();
  }

  @Override
  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  void loop() {
    Queue<M> batch = new ArrayDeque<>();
    int busy = 0;
    while (take(batch)) {
      for (M message = batch.poll(); message != null; message = batch.poll()) {
        contain(message);
      }
      busy++;
      if (busy >= MAX_BUSY || size() == 0) {
        busy = 0;
        containIdle();
      }
    }
  }

  /** @return false once the actor is stopped and its mailbox empty */
  private boolean take(Queue<M> batch) {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (stopped) {
          return false;
        }
        notEmpty.awaitUninterruptibly();
      }
      batch.addAll(waiting);
      waiting.clear();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void contain(M message) {
    try {
      behavior.onMessage(message);
    } catch (RuntimeException | Error bug) {
      onBug.accept(bug);
    }
  }

  private void containIdle() {
    try {
      behavior.onIdle();
    } catch (RuntimeException | Error bug) {
      onBug.accept(bug);
    }
  }
}
