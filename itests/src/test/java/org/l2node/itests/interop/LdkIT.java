package org.l2node.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector32;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.LdkProcess;
import org.l2node.itests.support.NodeProcess;

/**
 * A node of this project, as a process of its own, between two LDK nodes, on a real bitcoind: the life of their channels, told in order,
 * each test going on where the one before it ended. The first LDK node opens a channel to us, we open one to the second.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LdkIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long CAPACITY_SAT = 1_000_000;
  private static final Satoshi COIN = new Satoshi(10_000_000);
  /** LDK wants 3 before it uses a channel, announcements want 6. */
  private static final int DEEP = 7;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;
  private static BitcoindProcess bitcoind;
  private static NodeProcess us;
  private static LdkProcess first;
  private static LdkProcess second;
  /** The channel that the first LDK node opened, and the one that we opened to the second. */
  private static String theirs = "";
  private static String ours = "";

  @BeforeAll
  static void start() {
    bitcoind = BitcoindProcess.startFundedOrSkip(directory.resolve("bitcoind"));
    first = LdkProcess.startOrSkip("first", directory, bitcoind);
    second = LdkProcess.startOrSkip("second", directory, bitcoind);
    us = NodeProcess.of("us", directory, bitcoind).startSynced();
    for (LdkProcess ldk : new LdkProcess[]{first, second}) { // two coins: one pays for the force close's anchor
      bitcoind.send(ldk.call("address").asText(), COIN);
      bitcoind.send(ldk.call("address").asText(), COIN);
    }
    bitcoind.send(us.newAddress(), COIN);
    mine(1);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable one : new AutoCloseable[]{us, first, second, bitcoind}) {
      close(one);
    }
  }

  private static void close(AutoCloseable one) {
    try {
      if (one != null) {
        one.close();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(us.errors()).isEmpty();
  }

  /** Blocks one at a time, each waited for by every node: whoever lags refuses payments, and LDK forgets what comes too early. */
  private static void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      bitcoind.mine(1);
      int tip = bitcoind.call("getblockcount").asInt();
      eventually("everyone is at block " + tip, () -> first.sync() == tip && second.sync() == tip && us.height() == tip);
    }
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(POLL).until(holds);
  }

  private static boolean isInMempool(String txid) {
    for (JsonNode one : bitcoind.call("getrawmempool")) {
      if (one.asText().equals(txid)) {
        return true;
      }
    }
    return false;
  }

  /** Waits for our channel with that peer to be made, and for its funding transaction to be with bitcoind. Returns its id. */
  private static String awaitFunded(String peer) {
    eventually("a channel with " + peer + " is funded", () -> us.channels().stream().anyMatch(one -> isOpeningWith(one, peer)));
    JsonNode channel = us.channels().stream().filter(one -> isOpeningWith(one, peer)).findFirst().orElseThrow();
    eventually("the funding transaction is with bitcoind", () -> isInMempool(channel.get("funding_txid").asText()));
    return channel.get("channel_id").asText();
  }

  private static boolean isOpeningWith(JsonNode channel, String peer) {
    return channel.get("peer_id").asText().equals(peer) && channel.get("state").asText().equals("opening")
        && !channel.path("funding_txid").asText("").isEmpty();
  }

  private static void awaitState(String channel, String state) {
    eventually("our channel " + channel + " is " + state, () -> us.channel(channel).get("state").asText().equals(state));
  }

  private static void awaitUsable(LdkProcess ldk, String channel) {
    awaitState(channel, "normal");
    eventually("LDK can use " + channel, () -> ldk.isUsable(channel));
  }

  private static long local(String channel) {
    return us.channel(channel).get("local_msat").asLong();
  }

  private static void awaitLocal(String channel, long msat) {
    await("our balance").atMost(LIMIT).pollInterval(POLL).untilAsserted(() -> assertThat(local(channel)).isEqualTo(msat));
  }

  /** We pay an invoice of that LDK node's over our own channel with it. */
  private static void pay(LdkProcess ldk, String channel, long msat) {
    long before = local(channel);
    JsonNode payment = us.pay(ldk.invoice(msat));
    assertThat(payment.get("status").asText()).as("%s", payment).isEqualTo("succeeded");
    assertThat(payment.get("fee_msat").asLong()).isZero();
    assertThat(payment.get("preimage").asText()).hasSize(64);
    awaitLocal(channel, before - msat);
    eventually("LDK has been paid", () -> ldk.events("payment_claimed").stream()
        .anyMatch(one -> one.get("hash").asText().equals(payment.get("payment_hash").asText())));
  }

  /** That LDK node pays an invoice of ours. */
  private static void getPaid(LdkProcess ldk, String channel, long msat) {
    long before = local(channel);
    JsonNode invoice = us.invoice(msat, "from LDK");
    String hash = ldk.pay(invoice.get("invoice").asText());
    assertThat(hash).isEqualTo(invoice.get("payment_hash").asText());
    JsonNode paid = us.get("/v1/invoices/" + hash + "?wait=30s");
    assertThat(paid.get("status").asText()).isEqualTo("paid");
    assertThat(paid.get("received_msat").asLong()).isEqualTo(msat);
    awaitSent(ldk, hash);
    awaitLocal(channel, before + msat);
  }

  private static JsonNode awaitSent(LdkProcess ldk, String hash) {
    Callable<Boolean> sent = () -> ldk.events("payment_sent").stream().anyMatch(one -> one.get("hash").asText().equals(hash));
    eventually("LDK has paid " + hash, sent);
    return ldk.events("payment_sent").stream().filter(one -> one.get("hash").asText().equals(hash)).findFirst().orElseThrow();
  }

  /** One LDK node pays the other over us. */
  private static void forward(LdkProcess from, String incoming, LdkProcess to, String outgoing, long msat) {
    long earnedMsat = 1_000 + msat / 10_000;
    long in = local(incoming);
    long out = local(outgoing);
    String hash = from.pay(to.invoice(msat));
    assertThat(awaitSent(from, hash).get("fee_msat").asLong()).isEqualTo(earnedMsat);
    awaitLocal(incoming, in + msat + earnedMsat);
    awaitLocal(outgoing, out - msat);
  }

  private static void payEveryWay() {
    pay(first, theirs, 1_000_000);
    pay(second, ours, 2_000_000);
    getPaid(first, theirs, 3_000_000);
    getPaid(second, ours, 1_500_000);
    forward(first, theirs, second, ours, 5_000_000);
    forward(second, ours, first, theirs, 4_000_000);
  }

  @Test
  @Order(1)
  void eachConnectsToTheOther() {
    first.connect(us.id(), us.peerPort());
    us.connect(second.nodeId(), second.peerPort());
    for (LdkProcess ldk : new LdkProcess[]{first, second}) {
      eventually("connected", () -> us.isConnected(ldk.nodeId()) && ldk.isConnected(us.id()));
    }
  }

  @Test
  @Order(2)
  void eachOpensAnAnnouncedChannelToTheOther() {
    first.open(us.id(), CAPACITY_SAT, 300_000_000);
    theirs = awaitFunded(first.nodeId());
    ours = us.open(second.nodeId(), CAPACITY_SAT, 100_000_000);
    assertThat(awaitFunded(second.nodeId())).isEqualTo(ours);
    mine(DEEP);
    awaitUsable(first, theirs);
    awaitUsable(second, ours);
    assertThat(local(theirs)).isEqualTo(300_000_000);
    assertThat(local(ours)).isEqualTo(900_000_000);
    for (LdkProcess ldk : new LdkProcess[]{first, second}) {
      eventually("both channels are in LDK's graph", () -> ldk.graphChannels().size() == 2);
    }
  }

  @Test
  @Order(3)
  void invoicesArePaidBothWaysAndOverUs() {
    payEveryWay();
  }

  /** A payment of ours and one that we forward are under way when we are killed; LDK takes one while we are dead, one afterwards. */
  @Test
  @Order(4)
  void paymentsUnderWaySurviveThatWeAreKilled() {
    long before = local(ours);
    long beforeTheirs = local(theirs);
    ByteVector32 ownPreimage = new ByteVector32("11".repeat(32));
    ByteVector32 forwardedPreimage = new ByteVector32("22".repeat(32));
    String invoice = second.holdInvoice(6_000_000, ownPreimage.sha256().toHex());
    String payment = us.post("/v1/payments", NodeProcess.body().put("destination", invoice)).get("payment_id").asText();
    String forwarded = first.pay(second.holdInvoice(8_000_000, forwardedPreimage.sha256().toHex()));
    eventually("both are held", () -> second.events("payment_claimable").stream()
        .map(one -> one.get("hash").asText()).toList()
        .containsAll(List.of(ownPreimage.sha256().toHex(), forwarded)));
    us.kill();
    second.settle(forwardedPreimage.toHex());
    us.startSynced();
    first.connect(us.id(), us.peerPort()); // LDK never dials by itself; we dial the second
    awaitUsable(first, theirs);
    awaitUsable(second, ours);
    second.settle(ownPreimage.toHex());
    JsonNode paid = us.get("/v1/payments/" + payment + "?wait=30s");
    assertThat(paid.get("status").asText()).isEqualTo("succeeded");
    assertThat(paid.get("preimage").asText()).isEqualTo(ownPreimage.toHex());
    awaitSent(first, forwarded);
    awaitLocal(ours, before - 6_000_000 - 8_000_000);
    awaitLocal(theirs, beforeTheirs + 8_000_000 + 1_800);
    payEveryWay();
  }

  @Test
  @Order(5)
  void paymentsGoOnAfterWeWereStopped() {
    us.stop();
    us.startSynced();
    first.connect(us.id(), us.peerPort());
    awaitUsable(first, theirs);
    awaitUsable(second, ours);
    payEveryWay();
  }

  @Test
  @Order(6)
  void paymentsGoOnAfterLdkWasStopped() {
    first.stop();
    second.stop();
    eventually("we notice", () -> !us.isConnected(first.nodeId()) && !us.isConnected(second.nodeId()));
    first.start();
    second.start();
    first.connect(us.id(), us.peerPort());
    awaitUsable(first, theirs);
    awaitUsable(second, ours);
    for (LdkProcess ldk : new LdkProcess[]{first, second}) { // it keeps no graph on disk and gets ours again
      eventually("both channels are in LDK's graph", () -> ldk.graphChannels().size() == 2);
    }
    payEveryWay();
  }

  @Test
  @Order(7)
  void eachClosesCooperatively() {
    long before = us.onchainSat();
    long localSat = local(theirs) / 1_000;
    first.closeChannel(theirs, false);
    awaitState(theirs, "closing");
    String closing = us.channel(theirs).get("closing_txid").asText();
    eventually("the closing transaction is with bitcoind", () -> isInMempool(closing));
    mine(DEEP);
    awaitState(theirs, "closed");
    assertThat(first.events("channel_closed").getLast().get("reason").asText()).contains("cooperatively closed by us");
    assertThat(us.onchainSat()).as("LDK opened it, so it pays the fee").isEqualTo(before + localSat);

    long lessThan = us.onchainSat() + local(ours) / 1_000;
    us.closeChannel(ours, "mutual");
    awaitState(ours, "closing");
    String own = us.channel(ours).get("closing_txid").asText();
    eventually("the closing transaction is with bitcoind", () -> isInMempool(own));
    mine(DEEP);
    awaitState(ours, "closed");
    assertThat(second.events("channel_closed").getLast().get("reason").asText()).contains("cooperatively closed by our peer");
    assertThat(us.onchainSat()).as("we opened it, so we pay the fee").isLessThan(lessThan).isGreaterThan(lessThan - 2_000);
  }

  /** LDK's channel with the other LDK node is known to us by gossip only. */
  @Test
  @Order(8)
  void paysOverAChannelOfLdksThatGossipTold() {
    String channel = us.open(first.nodeId(), CAPACITY_SAT, 0);
    awaitFunded(first.nodeId());
    first.connect(second.nodeId(), second.peerPort());
    first.open(second.nodeId(), CAPACITY_SAT, 0);
    eventually("LDK's funding transaction is with bitcoind", () -> bitcoind.call("getrawmempool").size() == 2);
    mine(DEEP);
    awaitUsable(first, channel);
    eventually("LDK's two channels can be used", () -> second.channels().stream().anyMatch(one -> one.get("usable").asInt() == 1));
    String invoice = second.invoice(7_000_000);
    eventually("we find the way over LDK", () -> us.pay(invoice).get("status").asText().equals("succeeded"));
    long left = CAPACITY_SAT * 1_000 - 7_000_000;
    eventually("LDK earned its fee", () -> local(channel) < left && local(channel) > left - 10_000);
  }

  @Test
  @Order(9)
  void aForceCloseByLdkIsSurvived() {
    us.connect(second.nodeId(), second.peerPort());
    second.open(us.id(), CAPACITY_SAT, 400_000_000);
    String channel = awaitFunded(second.nodeId());
    mine(DEEP);
    awaitUsable(second, channel);
    long before = us.onchainSat();
    second.closeChannel(channel, true);
    awaitState(channel, "closing");
    eventually("LDK's commitment is with bitcoind", () -> bitcoind.call("getrawmempool").size() >= 1);
    mine(1);
    eventually("our output is being swept", () -> us.channel(channel).get("detail").asText().contains("own output being swept by"));
    eventually("the sweep is with bitcoind", () -> bitcoind.call("getrawmempool").size() >= 1);
    mine(DEEP);
    awaitState(channel, "closed");
    eventually("our wallet has it, less the sweep's fee",
        () -> us.onchainSat() > before + 400_000 - 2_000 && us.onchainSat() < before + 400_000);
  }
}
