package org.l2node.itests.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.l2node.itests.support.NodeProcess;

/**
 * Payments between three nodes that may be killed meanwhile. It behaves as a careful program does: what got no answer is asked again with
 * the same idempotency key.
 */
final class PaymentStream implements AutoCloseable {
  private static final Duration EACH = Duration.ofMinutes(2);
  private static final int AT_ONCE = 8;

  /** How many steps each payment takes, see {@link #awaitSteps}. */
  static final int STEPS = 4;

  /** Who pays whom. */
  record Order(int number, NodeProcess payer, NodeProcess payee, long amountMsat) {}

  /** How one ended, as its payer tells, and when that was known, by {@link System#nanoTime}. */
  record Ended(Order order, String paymentHash, JsonNode payment, long atNanos) {
    boolean succeeded() {
      return payment.get("status").asText().equals("succeeded");
    }
  }

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Semaphore allowed = new Semaphore(0);
  private final Semaphore steps = new Semaphore(0);
  private final List<Future<Ended>> payments = new ArrayList<>();

  /** Makes {@code count} orders of every direction; none begins before {@link #allow}. */
  PaymentStream(Trio trio, int count, Random random) {
    for (int i = 0; i < count; i++) {
      List<NodeProcess> pair = pair(trio, random.nextInt(10));
      Order order = new Order(i, pair.get(0), pair.get(1), random.nextInt(10) == 0
          ? 1 + random.nextInt(300_000)
          : 1_000 + random.nextInt(20_000_000));
      payments.add(workers.submit(() -> run(order)));
    }
  }

  private static List<NodeProcess> pair(Trio trio, int kind) {
    return switch (kind) {
      case 0, 1, 2, 3 -> List.of(trio.alice(), trio.carol());
      case 4, 5 -> List.of(trio.carol(), trio.alice());
      case 6 -> List.of(trio.alice(), trio.bob());
      case 7 -> List.of(trio.bob(), trio.carol());
      case 8 -> List.of(trio.bob(), trio.alice());
      default -> List.of(trio.carol(), trio.bob());
    };
  }

  /** Lets that many more begin. */
  void allow(int more) {
    steps.drainPermits();
    allowed.release(more);
  }

  /** Waits until payments have taken so many more steps, counted from {@link #allow}: begun, invoice made, ordered, ended. */
  void awaitSteps(int more) throws InterruptedException {
    if (!steps.tryAcquire(more, EACH.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("payments do not go on: " + steps.availablePermits() + " of " + more + " steps");
    }
  }

  /** Waits for all. */
  List<Ended> awaitAll() throws InterruptedException, ExecutionException, TimeoutException {
    List<Ended> all = new ArrayList<>();
    for (Future<Ended> payment : payments) {
      all.add(payment.get(EACH.toSeconds(), TimeUnit.SECONDS));
    }
    return all;
  }

  private Ended run(Order order) throws InterruptedException {
    allowed.acquire();
    slots.acquire();
    try {
      steps.release();
      JsonNode invoice = insist(order.payee(), "POST", "/v1/invoices", "{\"amount_msat\":" + order.amountMsat()
          + ",\"description\":\"number " + order.number() + "\"}", null);
      steps.release();
      JsonNode payment = insist(order.payer(), "POST", "/v1/payments", "{\"destination\":\"" + invoice.get("invoice").asText() + "\"}",
          "payment-" + order.number());
      steps.release();
      String path = "/v1/payments/" + payment.get("payment_id").asText() + "?wait=20s";
      long end = System.nanoTime() + EACH.toNanos();
      while (payment.get("status").asText().equals("pending")) {
        if (System.nanoTime() > end) {
          throw new AssertionError("stuck: " + order + ": " + payment);
        }
        payment = insist(order.payer(), "GET", path, null, null);
      }
      steps.release();
      return new Ended(order, invoice.get("payment_hash").asText(), payment, System.nanoTime());
    } finally {
      slots.release();
    }
  }

  /** Asks until there is an answer: the node may be down for a while, or may not be ready yet. */
  static JsonNode insist(NodeProcess node, String method, String path, @Nullable String body, @Nullable String key) {
    return Awaitility.await(node.name() + " " + method + " " + path).atMost(EACH).pollInterval(Duration.ofMillis(100)).until(() -> {
      try {
        NodeProcess.Reply reply = node.request(method, path, body, key);
        if (reply.isOk()) {
          return reply.body();
        }
        if (reply.status() == 503 || reply.code().equals("idempotency_unfinished")) {
          return null;
        }
        throw new AssertionError(node.name() + " refuses " + method + " " + path + " " + body + ": " + reply);
      } catch (IOException _) {
        return null;
      }
    }, answer -> answer != null);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
