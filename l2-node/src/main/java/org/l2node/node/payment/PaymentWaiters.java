package org.l2node.node.payment;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.routing.payment.Payment;

/** Clients that wait for a payment to end. */
final class PaymentWaiters {
  /** Those who wait for the same end. */
  private static final class Waiting {
    final CountDownLatch latch = new CountDownLatch(1);
    int count;
    /** As it ended; there before the latch opens. */
    volatile @Nullable Payment ended;
  }

  private final Map<Long, Waiting> waiting = new HashMap<>();

  /** Tells all who wait for this payment how it ended. */
  synchronized void ended(Payment payment) {
    Waiting those = waiting.remove(payment.id());
    if (those != null) {
      those.ended = payment;
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
        return Optional.ofNullable(those.ended);
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
