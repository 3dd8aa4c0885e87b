package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two hundred payments in all directions while one of the three nodes after the other is killed, after one or another of the payments'
 * steps, and started again: no channel closes, every payment ends the same way at both ends, and not a millisatoshi is made or lost.
 */
class KillIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
  private static final int PAYMENTS = 200;
  private static final int KILLS = 12;

  /** Each run another one, and told; a fixed one brings back the same orders and the steps after which a node is killed. */
  private static final long SEED = Long.getLong("l2.kill.seed", System.nanoTime());

  @TempDir
  Path folder = Path.of("");

  private final List<Outage> outages = new ArrayList<>();
  private BitcoindProcess bitcoind;
  private Trio trio;

  @BeforeEach
  void start() {
    bitcoind = BitcoindProcess.startFundedOrSkip(folder.resolve("bitcoind"));
    trio = Trio.start(bitcoind, folder);
  }

  @AfterEach
  void stop() {
    if (trio != null) {
      trio.close();
    }
    if (bitcoind != null) {
      bitcoind.close();
    }
  }

  @Test
  void nothingIsLostWhenNodesAreKilled() throws Exception {
    Random random = new Random(SEED);
    Map<NodeProcess, Long> expected = new HashMap<>();
    trio.all().forEach(node -> expected.put(node, Trio.inChannels(node)));
    List<PaymentStream.Ended> ended;
    try (PaymentStream stream = new PaymentStream(trio, PAYMENTS, random)) {
      for (int round = 0; round < KILLS; round++) {
        int share = PAYMENTS * (round + 1) / KILLS - PAYMENTS * round / KILLS;
        killDuring(stream, share, random);
      }
      ended = stream.awaitAll();
    }
    trio.eventually("all payments have left the channels", trio::isQuiet);
    for (PaymentStream.Ended payment : ended) {
      assertSameAtBothEnds(payment);
      if (payment.succeeded()) {
        long amount = payment.order().amountMsat();
        long fee = payment.payment().get("fee_msat").asLong();
        expected.merge(payment.order().payer(), -amount - fee, Long::sum);
        expected.merge(payment.order().payee(), amount, Long::sum);
        expected.merge(trio.bob(), fee, Long::sum);
      }
    }
    long succeeded = ended.stream().filter(PaymentStream.Ended::succeeded).count();
    LOG.warn("seed={} payments={} succeeded={}{}", SEED, PAYMENTS, succeeded, failures(ended));
    assertThat(succeeded).as("payments that succeeded; seed " + SEED).isGreaterThan(PAYMENTS / 3);
    assertBalances(expected);
    trio.all().forEach(NodeProcess::kill);
    trio.all().forEach(NodeProcess::launch);
    trio.all().forEach(NodeProcess::awaitStarted);
    trio.eventually("the channels are usable after the last restart", trio::isUsable);
    assertBalances(expected);
    assertThat(bitcoind.call("getrawmempool")).as("transactions that nobody ordered").isEmpty();
  }

  /** Lets a share of the payments begin, and kills and restarts one node at some moment of it. */
  private void killDuring(PaymentStream stream, int share, Random random) throws InterruptedException {
    int steps = 1 + random.nextInt(PaymentStream.STEPS * share);
    NodeProcess victim = trio.all().get(random.nextInt(3));
    stream.allow(share);
    stream.awaitSteps(steps);
    long killed = System.nanoTime();
    victim.kill();
    assertNoBug(victim);
    victim.start();
    long answers = System.nanoTime();
    trio.eventually("the channels are usable after " + victim.name() + " was killed, seed " + SEED, trio::isUsable);
    outages.add(new Outage(victim, killed, answers, System.nanoTime()));
  }

  /** How often each reason to fail came, and when, a line each. */
  private String failures(List<PaymentStream.Ended> ended) {
    Map<String, Integer> counts = new TreeMap<>();
    ended.stream().filter(payment -> !payment.succeeded()).forEach(payment -> {
      JsonNode failure = payment.payment().get("failure");
      String detail = failure.path("detail").asText().replaceAll("[0-9a-f]{66}", "NODE").replaceAll("[1-9][0-9,.]*", "N");
      counts.merge(phase(payment) + ": " + failure.path("code").asText() + ": " + detail, 1, Integer::sum);
    });
    StringBuilder text = new StringBuilder();
    counts.forEach((reason, count) -> text.append("\n  ").append(count).append(" x ").append(reason));
    outages.forEach(outage -> text.append("\n  ").append(outage));
    return text.toString();
  }

  private String phase(PaymentStream.Ended payment) {
    return outages.stream().filter(outage -> outage.concerns(payment.order()) && payment.atNanos() > outage.killed())
        .reduce((_, last) -> last).map(outage -> outage.phase(payment.atNanos())).orElse("while all is well");
  }

  /** When a node was killed, answered again and had its channels back, by {@link System#nanoTime}. */
  private record Outage(NodeProcess victim, long killed, long answers, long usable) {
    /** Whether a payment has to pass the victim: bob is on every way. */
    boolean concerns(PaymentStream.Order order) {
      return victim.name().equals("bob") || order.payer() == victim || order.payee() == victim;
    }

    String phase(long at) {
      return at < answers ? "while a node is down" : at < usable ? "while it reconnects" : "while all is well";
    }

    @Override
    public String toString() {
      return victim.name() + " was down for " + (answers - killed) / 1_000_000 + " ms, its channels for "
          + (usable - answers) / 1_000_000 + " ms more";
    }
  }

  private static void assertSameAtBothEnds(PaymentStream.Ended payment) {
    var invoice = payment.order().payee().get("/v1/invoices/" + payment.paymentHash());
    assertThat(invoice.get("status").asText()).as(payment + ", seed " + SEED).isEqualTo(payment.succeeded() ? "paid" : "open");
    if (payment.succeeded()) {
      assertThat(payment.payment().get("preimage")).isEqualTo(invoice.get("preimage"));
      assertThat(invoice.get("received_msat").asLong()).isEqualTo(payment.order().amountMsat());
    }
  }

  private void assertBalances(Map<NodeProcess, Long> expected) {
    trio.assertBothViewsAgree();
    for (NodeProcess node : trio.all()) {
      assertThat(Trio.inChannels(node)).as(node.name() + ", seed " + SEED).isEqualTo(expected.get(node));
      assertNoBug(node);
    }
  }

  private static void assertNoBug(NodeProcess node) {
    assertThat(node.errors()).as("what " + node.name() + " complains of").isEmpty();
  }
}
