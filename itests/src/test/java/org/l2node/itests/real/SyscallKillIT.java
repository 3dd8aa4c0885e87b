package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;
import org.l2node.itests.support.Strace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One payment, and the payer or the payee is killed just before one of the system calls by which it writes to its store or to its peer:
 * each such call in turn, in both directions of the channel. After the restart nothing is lost, the channel goes on, and the payment has
 * ended the same way on both sides.
 */
class SyscallKillIT {
  private static final Logger LOG = LoggerFactory.getLogger(SyscallKillIT.class);
  private static final long CAPACITY_SAT = 1_000_000;
  private static final long AMOUNT_MSAT = 1_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> CALLS = List.of("write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg", "fsync", "fdatasync",
      "ftruncate");
  private static final Pattern CALL = Pattern.compile("([0-9]+) +([a-z0-9]+)\\([0-9]+<([^>]*)>.*");

  /** Which of the points are tried: each run others, and told. */
  private static final long SEED = Long.getLong("l2.strace.seed", System.nanoTime());
  /** How many: each kind of call once, unless {@code -Dl2.strace.points=100000} asks for all. */
  private static final int POINTS = Integer.getInteger("l2.strace.points", 12);

  /** The files of a node's store, or the connection to the peer. */
  private enum Target {
    STORE,
    PEER
  }

  /**
   * Where a node is killed.
   *
   * @param forth whether alice pays bob
   * @param payer whether the payer is killed
   * @param nth the how manieth such call of a thread, counted from when the payment is ordered
   */
  private record Point(boolean forth, boolean payer, Target target, String call, int nth) {}

  @TempDir
  Path folder = Path.of("");

  private final ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Integer> tally = new TreeMap<>();
  private BitcoindProcess bitcoind;
  private NodeProcess alice;
  private NodeProcess bob;
  private int payments;
  private long aliceMsat;

  @BeforeEach
  void start() {
    Strace.requireOrSkip(folder);
    bitcoind = BitcoindProcess.startFundedOrSkip(folder.resolve("bitcoind"));
    alice = NodeProcess.of("alice", folder, bitcoind);
    bob = NodeProcess.of("bob", folder, bitcoind);
    alice.launch();
    bob.startSynced();
    alice.awaitStarted();
    bitcoind.fund(alice.newAddress(), new Satoshi(2 * CAPACITY_SAT));
    eventually("alice has money", () -> alice.onchainSat() > 0);
    alice.connect(bob.id(), bob.peerPort());
    alice.open(bob.id(), CAPACITY_SAT, CAPACITY_SAT * 500);
    eventually("the funding transaction is with bitcoind", () -> bitcoind.call("getrawmempool").size() == 1);
    bitcoind.mine(6);
    eventually("the channel is usable", this::isUsable);
    aliceMsat = CAPACITY_SAT * 500;
  }

  @AfterEach
  void stop() {
    worker.shutdownNow();
    List<AutoCloseable> all = new ArrayList<>();
    Collections.addAll(all, alice, bob, bitcoind);
    for (AutoCloseable each : all) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Test
  void nothingIsLostWhereverANodeIsKilledInACommitmentRound() throws Exception {
    List<Point> points = points();
    List<Point> tried = mixed(points).subList(0, Math.min(POINTS, points.size()));
    for (Point point : tried) {
      tryAt(point);
    }
    LOG.warn("strace: seed={} {} points tried of {}: {}", SEED, tried.size(), points.size(), tally);
    assertThat(tally.keySet().stream().filter(key -> key.startsWith("killed at"))).as(tally.toString()).isNotEmpty();
    assertThat(alice.errors()).isEmpty();
    assertThat(bob.errors()).isEmpty();
    assertThat(bitcoind.call("getrawmempool")).as("transactions that nobody ordered").isEmpty();
  }

  /** Every call of a round, as one payment in each direction makes them. */
  private List<Point> points() throws Exception {
    pay(true, invoice(true)).get(LIMIT.toSeconds(), TimeUnit.SECONDS); // once, so that what is only done once is done
    aliceMsat -= AMOUNT_MSAT;
    settled();
    List<Point> points = new ArrayList<>();
    for (boolean forth : new boolean[]{true, false}) {
      String invoice = invoice(forth);
      Strace payers = Strace.record(folder.resolve("payer." + forth), payer(forth).pid(), CALLS);
      Strace payees = Strace.record(folder.resolve("payee." + forth), payer(!forth).pid(), CALLS);
      try (payers; payees) {
        assertThat(pay(forth, invoice).get(LIMIT.toSeconds(), TimeUnit.SECONDS).get("status").asText()).isEqualTo("succeeded");
        aliceMsat += forth ? -AMOUNT_MSAT : AMOUNT_MSAT;
        settled();
      }
      for (boolean payer : new boolean[]{true, false}) {
        NodeProcess node = payer(forth == payer);
        count(node, (payer ? payers : payees).calls()).forEach((place, count) -> {
          for (int nth = 1; nth <= count; nth++) {
            points.add(new Point(forth, payer, place.target(), place.call(), nth));
          }
        });
      }
    }
    assertThat(points.stream().map(Point::target)).contains(Target.STORE, Target.PEER);
    return points;
  }

  /** In an order of chance, the calls of every kind by turns. */
  private static List<Point> mixed(List<Point> points) {
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(SEED));
    Map<Point, List<Point>> kinds = new LinkedHashMap<>();
    shuffled.forEach(point -> kinds.computeIfAbsent(
        new Point(point.forth(), point.payer(), point.target(), point.call(), 0), _ -> new ArrayList<>()).add(point));
    List<Point> mixed = new ArrayList<>();
    for (int i = 0; mixed.size() < points.size(); i++) {
      for (List<Point> kind : kinds.values()) {
        if (i < kind.size()) {
          mixed.add(kind.get(i));
        }
      }
    }
    return mixed;
  }

  private record Place(Target target, String call) {}

  /** How often each call was made, of the thread that made it most often. */
  private Map<Place, Integer> count(NodeProcess node, List<String> lines) {
    List<String> store = paths(node, Target.STORE);
    List<String> peer = paths(node, Target.PEER);
    Map<Place, Map<String, Integer>> byThread = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher call = CALL.matcher(line);
      if (call.matches() && (store.contains(call.group(3)) || peer.contains(call.group(3)))) {
        Place place = new Place(store.contains(call.group(3)) ? Target.STORE : Target.PEER, call.group(2));
        byThread.computeIfAbsent(place, _ -> new TreeMap<>()).merge(call.group(1), 1, Integer::sum);
      }
    }
    Map<Place, Integer> counts = new LinkedHashMap<>();
    byThread.forEach((place, threads) -> counts.put(place, Collections.max(threads.values())));
    return counts;
  }

  private List<String> paths(NodeProcess node, Target target) {
    return switch (target) {
      case STORE -> List.of(real(node.datadir()).resolve("node.sqlite").toString(), real(node.datadir()) + "/node.sqlite-wal");
      case PEER -> Strace.sockets(node.pid(), alice.peerPort(), bob.peerPort());
    };
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private NodeProcess payer(boolean forth) {
    return forth ? alice : bob;
  }

  private void tryAt(Point point) throws Exception {
    NodeProcess victim = payer(point.forth() == point.payer());
    String invoice = invoice(point.forth());
    Future<JsonNode> payment;
    boolean killed;
    try (Strace _ = Strace.kill(Files.createTempFile(folder, "kill", ".calls"), victim.pid(), paths(victim, point.target()), point.call(),
        point.nth())) {
      payment = pay(point.forth(), invoice);
      await("an end of " + point).atMost(LIMIT).pollInterval(Duration.ofMillis(20))
          .until(() -> !victim.isAlive() || payment.isDone() && isQuiet());
      killed = !victim.isAlive();
    }
    if (killed || !victim.isAlive()) {
      restart(victim, point);
      tally.merge("killed at " + point.target() + " " + point.call(), 1, Integer::sum);
    } else {
      tally.merge("not reached", 1, Integer::sum);
    }
    eventually("the channel is usable after " + point + ", seed " + SEED, this::isUsable);
    JsonNode ended = payment.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    boolean succeeded = ended.get("status").asText().equals("succeeded");
    tally.merge("payments " + ended.get("status").asText(), 1, Integer::sum);
    if (succeeded) {
      aliceMsat += point.forth() ? -AMOUNT_MSAT : AMOUNT_MSAT;
    }
    settled();
    JsonNode received = payer(!point.forth()).get("/v1/invoices/" + ended.get("payment_hash").asText());
    assertThat(received.get("status").asText()).as(point + ", seed " + SEED + ": " + ended).isEqualTo(succeeded ? "paid" : "open");
    if (succeeded) {
      assertThat(ended.get("preimage")).isEqualTo(received.get("preimage"));
    }
  }

  private static void restart(NodeProcess victim, Point point) {
    try {
      victim.start();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(victim.name() + " does not come back after " + point + ", seed " + SEED + ": " + victim.log(), e);
    }
  }

  /** Made before anybody may be killed. */
  private String invoice(boolean forth) {
    return payer(!forth).invoice(AMOUNT_MSAT, "number " + payments).get("invoice").asText();
  }

  /** Orders a payment as a careful program does; it goes on whoever is killed. */
  private Future<JsonNode> pay(boolean forth, String invoice) {
    int number = payments++;
    return worker.submit(() -> {
      String body = "{\"destination\":\"" + invoice + "\"}";
      JsonNode payment = PaymentStream.insist(payer(forth), "POST", "/v1/payments", body, "payment-" + number);
      while (payment.get("status").asText().equals("pending")) {
        payment = PaymentStream.insist(payer(forth), "GET", "/v1/payments/" + payment.get("payment_id").asText() + "?wait=20s", null, null);
      }
      return payment;
    });
  }

  private static void eventually(String what, BooleanSupplier holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(holds::getAsBoolean);
  }

  private boolean isUsable() {
    return List.of(alice, bob).stream().allMatch(node -> node.channels().size() == 1
        && node.channels().getFirst().get("state").asText().equals("normal")
        && node.channels().getFirst().get("detail").asText().isEmpty());
  }

  /** Whether no HTLC is on its way; also no where a node does not answer, as it may just have been killed. */
  private boolean isQuiet() {
    for (NodeProcess node : List.of(alice, bob)) {
      try {
        JsonNode balances = node.request("GET", "/v1/node/balances", null, null).body().path("channels");
        if (balances.path("outgoing_htlcs_msat").asLong(-1) != 0 || balances.path("incoming_htlcs_msat").asLong(-1) != 0
            || balances.path("local_msat").asLong() + balances.path("remote_msat").asLong() != CAPACITY_SAT * 1000) {
          return false;
        }
      } catch (IOException _) {
        return false;
      }
    }
    return true;
  }

  /** Nothing is under way, both tell the same, and it is what the payments that succeeded have left. */
  private void settled() {
    eventually("the payment has left the channel", this::isQuiet);
    JsonNode mine = alice.channels().getFirst();
    JsonNode theirs = bob.channels().getFirst();
    assertThat(mine.get("local_msat").asLong()).as(mine + " and " + theirs).isEqualTo(aliceMsat);
    assertThat(theirs.get("remote_msat")).isEqualTo(mine.get("local_msat"));
    assertThat(mine.get("closing_txid").isNull() && theirs.get("closing_txid").isNull()).isTrue();
  }
}
