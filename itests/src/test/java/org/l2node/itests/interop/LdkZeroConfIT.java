package org.l2node.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.LdkProcess;
import org.l2node.itests.support.NodeProcess;

/** Channels with LDK that are used before they are confirmed: one that it takes on trust, and one that we do. */
class LdkZeroConfIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Satoshi COIN = new Satoshi(100_000_000);

  @TempDir
  Path directory = Path.of("");
  private BitcoindProcess bitcoind;
  private LdkProcess ldk;
  private NodeProcess us;

  @AfterEach
  void stop() {
    if (us != null) {
      us.close();
    }
    if (ldk != null) {
      ldk.close();
    }
    if (bitcoind != null) {
      bitcoind.close();
    }
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(holds);
  }

  private void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      bitcoind.mine(1);
      int tip = bitcoind.call("getblockcount").asInt();
      eventually("everyone is at block " + tip, () -> ldk.sync() == tip && us.height() == tip);
    }
  }

  private void payBothWays() {
    JsonNode payment = us.pay(ldk.invoice(30_000_000));
    assertThat(payment.get("status").asText()).as("%s", payment).isEqualTo("succeeded");
    String hash = ldk.pay(us.invoice(5_000_000, "back").get("invoice").asText());
    eventually("LDK has paid", () -> ldk.events("payment_sent").stream().anyMatch(one -> one.get("hash").asText().equals(hash)));
  }

  private void usable(String channel) {
    eventually("both can use it", () -> us.channel(channel).get("state").asText().equals("normal") && ldk.isUsable(channel));
  }

  private void start(boolean ldkTrusts) throws IOException {
    bitcoind = BitcoindProcess.startFundedOrSkip(directory.resolve("bitcoind"));
    ldk = LdkProcess.startOrSkip("ldk", directory, bitcoind, ldkTrusts);
    Path config = Files.writeString(directory.resolve("us.conf"), ldkTrusts ? "" : "zeroconf_peers = " + ldk.nodeId() + "\n");
    us = NodeProcess.of("us", directory, bitcoind, "--config", config.toString()).startSynced();
    bitcoind.send(us.newAddress(), COIN);
    bitcoind.send(ldk.call("address").asText(), COIN);
    mine(1);
    us.connect(ldk.nodeId(), ldk.peerPort());
  }

  @Test
  void ldkTakesOneOnTrust() throws IOException {
    start(true);
    var order = NodeProcess.body().put("node_id", ldk.nodeId()).put("amount_sat", 1_000_000).put("push_msat", 400_000_000)
        .put("announce", true).put("zeroconf", true);
    String channel = us.post("/v1/channels", order).get("channel_id").asText();
    usable(channel);
    assertThat(us.channel(channel).get("short_channel_id").isNull()).isTrue();
    payBothWays();
    mine(7);
    eventually("the chain has given it a name", () -> !us.channel(channel).get("short_channel_id").isNull());
    usable(channel);
    payBothWays();
    assertThat(us.errors()).isEmpty();
  }

  @Test
  void weTakeOneOnTrust() throws IOException {
    start(false);
    ldk.open(us.id(), 1_000_000, 400_000_000);
    eventually("we have it", () -> us.channels().size() == 1);
    String channel = us.channels().getFirst().get("channel_id").asText();
    usable(channel);
    assertThat(us.channel(channel).get("detail").asText()).contains("only as safe as the peer is honest");
    payBothWays();
    mine(7);
    eventually("the chain has given it a name", () -> us.channel(channel).get("detail").asText().isEmpty());
    payBothWays();
    assertThat(us.errors()).isEmpty();
  }
}
