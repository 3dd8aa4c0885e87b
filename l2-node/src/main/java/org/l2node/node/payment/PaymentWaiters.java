package org.l2node.node.payment;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.l2node.routing.payment.Payment;

/** Clients that wait for a payment to end. */
final class PaymentWaiters {
  /** Those who wait for the same end. */
  private static final class Waiting {
    final CountDownLatch latch = new CountDownLatch(1);
    int count;
  }

  private final Map<Long, Waiting> waiting = new HashMap<>();

  /** Lets all who wait for this payment look again. */
  synchronized void ended(long id) {
    Waiting those = waiting.remove(id);
    if (those != null) {
      those.latch.countDown();
    }
  }

  /** @param find the payment as it is stored; not asked while a lock is held */
  Optional<Payment> await(long id, Duration timeout, Supplier<Optional<Payment>> find) throws InterruptedException {
    Waiting those = join(id);
    try {
      // Asked after joining: an end in between is seen by one of the two.
      Optional<Payment> now = find.get();
      if (now.isPresent() && now.get().isPending() && those.latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return find.get();
      }
      return now;
    } finally {
      leave(id, those);
    }
  }

  private synchronized Waiting join(long id) {
    Waiting those = waiting.computeIfAbsent(id, _ -> new Waiting());
    those.count++;
    return those;
  }

  private synchronized void leave(long id, Waiting those) {
    those.count--;
    if (those.count == 0) {
      waiting.remove(id, those);
    }
  }
}
