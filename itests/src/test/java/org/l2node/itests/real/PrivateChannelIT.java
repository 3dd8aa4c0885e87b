package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;

/** Carol has one channel, with bob, that nobody is told of: she is paid by its alias, and nobody learns where its funding output is. */
class PrivateChannelIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir
  Path folder = Path.of("");
  private BitcoindProcess bitcoind;
  private List<NodeProcess> nodes = List.of();

  @AfterEach
  void stop() {
    nodes.forEach(NodeProcess::close);
    if (bitcoind != null) {
      bitcoind.close();
    }
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(holds);
  }

  private static boolean isUsable(NodeProcess node) {
    return node.channels().stream()
        .allMatch(channel -> channel.get("state").asText().equals("normal") && channel.get("detail").asText().isEmpty());
  }

  @Test
  void isPaidByItsAliasBeforeAndAfterARestart() {
    bitcoind = BitcoindProcess.startFundedOrSkip(folder.resolve("bitcoind"));
    nodes = Stream.of("alice", "bob", "carol").map(name -> NodeProcess.of(name, folder, bitcoind)).toList();
    NodeProcess alice = nodes.get(0);
    NodeProcess bob = nodes.get(1);
    NodeProcess carol = nodes.get(2);
    nodes.forEach(NodeProcess::launch);
    nodes.forEach(NodeProcess::awaitStarted);
    bitcoind.send(alice.newAddress(), new Satoshi(1_000_000));
    bitcoind.send(bob.newAddress(), new Satoshi(1_000_000));
    bitcoind.mine(1);
    eventually("the wallets see their money", () -> alice.onchainSat() > 0 && bob.onchainSat() > 0);
    alice.connect(bob.id(), bob.peerPort());
    bob.connect(carol.id(), carol.peerPort());
    alice.open(bob.id(), 500_000, 0);
    String hidden = bob
        .post("/v1/channels", NodeProcess.body().put("node_id", carol.id()).put("amount_sat", 500_000).put("announce", false))
        .get("channel_id").asText();
    eventually("both funding transactions are with bitcoind", () -> bitcoind.call("getrawmempool").size() == 2);
    bitcoind.mine(6);
    eventually("the channels are usable", () -> nodes.stream().allMatch(PrivateChannelIT::isUsable));
    eventually("carol's invoices have a hint", () -> hint(carol) != null);
    eventually("alice can pay carol", () -> pays(alice, carol));

    String real = bob.channel(hidden).get("short_channel_id").asText();
    String alias = hint(carol).get("short_channel_id").asText();
    assertThat(alias).isNotEqualTo(real);
    assertThat(hint(carol).get("node_id").asText()).isEqualTo(bob.id());

    List.of(bob, carol).forEach(NodeProcess::kill);
    List.of(bob, carol).forEach(NodeProcess::launch);
    List.of(bob, carol).forEach(NodeProcess::awaitStarted);
    eventually("the channels are usable again", () -> nodes.stream().allMatch(PrivateChannelIT::isUsable));
    eventually("carol's invoices have the same hint",
        () -> hint(carol) != null && hint(carol).get("short_channel_id").asText().equals(alias));
    eventually("alice can pay carol again", () -> pays(alice, carol));
  }

  private static JsonNode hint(NodeProcess node) {
    String invoice = node.invoice(5_000, "hint").get("invoice").asText();
    JsonNode hints = node.post("/v1/decode", NodeProcess.body().put("destination", invoice)).get("route_hints");
    return hints.isEmpty() ? null : hints.get(0).get(0);
  }

  private static boolean pays(NodeProcess from, NodeProcess to) {
    String invoice = to.invoice(5_000, "tea").get("invoice").asText();
    return from.pay(invoice).get("status").asText().equals("succeeded");
  }
}
