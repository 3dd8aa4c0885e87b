package org.l2node.node.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentInfo;
import org.l2node.api.service.PaymentStatus;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.demo.DemoChain;
import org.l2node.node.demo.DemoNetwork;
import org.l2node.node.demo.DemoNode;

/**
 * Payments between complete nodes in this process: TCP on loopback, everything durable on disk, invoices made beforehand, orders given to
 * the node itself and not over HTTP.
 */
final class PayBench {
  /**
   * One measurement.
   *
   * @param cold whether it was the first, of a process that had just started
   * @param jvmMillis the part of {@code cpuMillis} that Java's compiler and garbage collector took
   * @param syncs of the databases, by payment and node
   * @param shares of the time, in percent, by cost
   */
  record Result(boolean cold, int inFlight, int hops, int count, double paymentsPerSecond, double p50Millis, double p99Millis,
      double cpuMillis, double jvmMillis, double bytes, double syncs, double allocated, Map<String, Long> shares) {
    JsonObject json() {
      JsonObject.Builder costs = JsonObject.builder();
      shares.forEach((cost, share) -> costs.put(cost, share));
      return JsonObject.builder()
          .put("cold", cold)
          .put("in_flight", inFlight)
          .put("hops", hops)
          .put("count", count)
          .put("payments_per_s", Math.round(paymentsPerSecond))
          .put("p50_ms", fraction(p50Millis))
          .put("p99_ms", fraction(p99Millis))
          .put("cpu_ms_per_payment", fraction(cpuMillis))
          .put("jvm_ms_per_payment", fraction(jvmMillis))
          .put("bytes_per_payment", Math.round(bytes))
          .put("syncs_per_payment", fraction(syncs))
          .put("allocated_bytes_per_payment", Math.round(allocated))
          .put("share_percent", costs.build())
          .build();
    }

    private static JsonObject.Fraction fraction(double value) {
      return new JsonObject.Fraction(String.format(java.util.Locale.ROOT, "%.2f", value));
    }
  }

  private static final MilliSatoshi AMOUNT = MilliSatoshi.msat(1_000_000);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SLOTS = 483;

  /** The payments that are measured first of all, to show what a node that has just started does. */
  static final int COLD = 500;

  static final int COLD_IN_FLIGHT = 10;
  static final int WARM_UP_IN_FLIGHT = 50;

  /** For the reserve, and what is in flight. */
  private static final long SPARE_SAT = 2_000_000;

  private final int hops;
  private final int warmUp;
  private final Path folder;

  /**
   * @param hops channels on the way: 1 or 2
   * @param warmUp payments that are made and not counted, after the cold ones
   */
  PayBench(int hops, int warmUp, Path folder) {
    this.hops = hops;
    this.warmUp = warmUp;
    this.folder = folder;
  }

  List<Result> run(int count, List<Integer> inFlight) throws IOException, InterruptedException {
    long payments = COLD + warmUp + (long) count * inFlight.size();
    // The second channel carries what the first does; the first also the fees.
    long capacity = SPARE_SAT + payments * (AMOUNT.msat() / 1_000 + 2);
    List<DemoNode> nodes = new ArrayList<>();
    try (DemoChain chain = new DemoChain.Embedded()) {
      try {
        for (String name : List.of("alice", "bob", "carol").subList(0, hops + 1)) {
          nodes.add(DemoNode.start(name, folder.resolve(name), chain.connect(), SLOTS, new Satoshi(capacity)));
        }
        new DemoNetwork(chain, nodes).line(capacity);
        List<Result> results = new ArrayList<>();
        results.add(measure(nodes, COLD, COLD_IN_FLIGHT, true));
        payAll(nodes.getFirst().node().service(), invoices(nodes.getLast(), warmUp), WARM_UP_IN_FLIGHT);
        for (int each : inFlight) {
          results.add(measure(nodes, count, each, false));
        }
        return results;
      } finally {
        nodes.reversed().forEach(DemoNode::close);
      }
    }
  }

  private Result measure(List<DemoNode> nodes, int count, int inFlight, boolean cold) throws IOException, InterruptedException {
    Queue<String> invoices = invoices(nodes.getLast(), count);
    try (CostProfile profile = new CostProfile()) {
      ProcessCost before = ProcessCost.now();
      long commits = commits(nodes);
      long began = System.nanoTime();
      long[] latencies = payAll(nodes.getFirst().node().service(), invoices, inFlight);
      double seconds = (System.nanoTime() - began) / 1e9;
      ProcessCost cost = ProcessCost.now().since(before);
      commits = commits(nodes) - commits;
      Arrays.sort(latencies);
      double perNode = (double) count * nodes.size();
      return new Result(
          cold,
          inFlight,
          hops,
          count,
          count / seconds,
          latencies[count / 2] / 1e6,
          latencies[Math.min(count - 1, count * 99 / 100)] / 1e6,
          cost.cpuNanos() / 1e6 / perNode,
          cost.jvmNanos() / 1e6 / perNode,
          cost.writtenBytes() / perNode,
          commits / perNode,
          cost.allocatedBytes() / perNode,
          profile.shares());
    }
  }

  private static long commits(List<DemoNode> nodes) {
    return nodes.stream().mapToLong(node -> node.node().commits()).sum();
  }

  private static Queue<String> invoices(DemoNode payee, int count) {
    Queue<String> invoices = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < count; i++) {
      invoices.add(payee.node().service().createInvoice(new CreateInvoiceCommand(AMOUNT, "bench", Duration.ofHours(1))).invoice());
    }
    return invoices;
  }

  private static long[] payAll(NodeService payer, Queue<String> invoices, int inFlight) throws InterruptedException {
    int count = invoices.size();
    long[] latencies = new long[count];
    AtomicInteger next = new AtomicInteger();
    AtomicReference<String> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(inFlight);
    for (int i = 0; i < inFlight; i++) {
      Thread.ofVirtual().start(() -> {
        try {
          for (String invoice = invoices.poll(); invoice != null && failure.get() == null; invoice = invoices.poll()) {
            latencies[next.getAndIncrement()] = payOne(payer, invoice);
          }
        } catch (RuntimeException | InterruptedException e) {
          failure.compareAndSet(null, String.valueOf(e.getMessage()));
        } finally {
          done.countDown();
        }
      });
    }
    done.await();
    String failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a payment failed: " + failed);
    }
    return latencies;
  }

  private static long payOne(NodeService payer, String invoice) throws InterruptedException {
    long began = System.nanoTime();
    PaymentInfo ordered = payer.pay(new PayCommand(invoice, null, null));
    PaymentInfo ended = payer.awaitPayment(ordered.paymentId(), LIMIT).orElseThrow();
    if (ended.status() != PaymentStatus.SUCCEEDED) {
      throw new IllegalStateException("payment " + ended.paymentId() + " is " + ended.status() + ": " + ended.failure());
    }
    return System.nanoTime() - began;
  }
}
