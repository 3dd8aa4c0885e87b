package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;

/** Alice, bob and carol, each a process of its own, with announced channels alice-bob and bob-carol that hold half of the money each. */
record Trio(BitcoindProcess bitcoind, NodeProcess alice, NodeProcess bob, NodeProcess carol) implements AutoCloseable {
  static final long CAPACITY_SAT = 5_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Starts them and has them ready to pay each other. */
  static Trio start(BitcoindProcess bitcoind, Path folder) {
    Trio trio = new Trio(bitcoind, NodeProcess.of("alice", folder, bitcoind), NodeProcess.of("bob", folder, bitcoind),
        NodeProcess.of("carol", folder, bitcoind));
    try {
      trio.all().forEach(NodeProcess::launch);
      trio.all().forEach(NodeProcess::awaitStarted);
      trio.fund(trio.alice());
      trio.fund(trio.bob());
      bitcoind.mine(1);
      trio.eventually("the wallets see their money", () -> funds(trio.alice()) && funds(trio.bob()));
      trio.open(trio.alice(), trio.bob());
      trio.open(trio.bob(), trio.carol());
      // A channel whose funding transaction misses the first of the blocks is usable, but not deep enough to be announced.
      trio.eventually("both funding transactions are with bitcoind", () -> bitcoind.call("getrawmempool").size() == 2);
      bitcoind.mine(6);
      trio.eventually("the channels are usable", trio::isUsable);
      trio.eventually("gossip is everywhere", () -> trio.canPay(trio.alice(), trio.carol()) && trio.canPay(trio.carol(), trio.alice()));
      return trio;
    } catch (AssertionError | RuntimeException e) {
      trio.close();
      throw e;
    }
  }

  List<NodeProcess> all() {
    return List.of(alice, bob, carol);
  }

  void eventually(String what, BooleanSupplier condition) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(condition::getAsBoolean);
  }

  private void fund(NodeProcess node) {
    bitcoind.send(node.newAddress(), new Satoshi(2 * CAPACITY_SAT));
  }

  private static boolean funds(NodeProcess node) {
    return node.onchainSat() == 2 * CAPACITY_SAT;
  }

  private void open(NodeProcess from, NodeProcess to) {
    from.connect(to.id(), to.peerPort());
    from.open(to.id(), CAPACITY_SAT, CAPACITY_SAT * 500);
  }

  private boolean canPay(NodeProcess from, NodeProcess to) {
    String invoice = to.invoice(10_000, "hello").get("invoice").asText();
    return from.pay(invoice).get("status").asText().equals("succeeded");
  }

  /** Whether every channel is connected and takes payments, on both of its sides. */
  boolean isUsable() {
    return alice.channels().size() == 1 && bob.channels().size() == 2 && carol.channels().size() == 1
        && all().stream().flatMap(node -> node.channels().stream())
            .allMatch(channel -> channel.get("state").asText().equals("normal") && channel.get("detail").asText().isEmpty());
  }

  /** Whether no payment is on its way any more. */
  boolean isQuiet() {
    return all().stream().map(node -> node.get("/v1/node/balances").get("channels"))
        .allMatch(balances -> balances.get("outgoing_htlcs_msat").asLong() == 0 && balances.get("incoming_htlcs_msat").asLong() == 0
            && (balances.get("local_msat").asLong() + balances.get("remote_msat").asLong()) % (CAPACITY_SAT * 1000) == 0);
  }

  /** What a node has in its channels, in millisatoshi. */
  static long inChannels(NodeProcess node) {
    return node.channels().stream().mapToLong(channel -> channel.get("local_msat").asLong()).sum();
  }

  /** Both sides of each channel tell the same, and the balances are the whole capacity. */
  void assertBothViewsAgree() {
    for (NodeProcess node : List.of(alice, carol)) {
      JsonNode mine = node.channels().getFirst();
      JsonNode theirs = bob.channels().stream().filter(channel -> channel.get("channel_id").equals(mine.get("channel_id"))).findFirst()
          .orElseThrow();
      for (JsonNode side : List.of(mine, theirs)) {
        assertThat(side.get("state").asText()).as(side.toString()).isEqualTo("normal");
        assertThat(side.get("closing_txid").isNull()).as(side.toString()).isTrue();
        assertThat(side.get("local_msat").asLong() + side.get("remote_msat").asLong()).as(side.toString()).isEqualTo(CAPACITY_SAT * 1000);
      }
      assertThat(mine.get("local_msat")).as(mine + " and " + theirs).isEqualTo(theirs.get("remote_msat"));
    }
  }

  @Override
  public void close() {
    all().forEach(NodeProcess::close);
  }
}
