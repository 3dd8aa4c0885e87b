package org.l2node.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * A channel with LDK that is not announced and hides where it is: payments through it both ways, and one that is passed on by its alias.
 */
class LdkPrivateIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Satoshi COIN = new Satoshi(10_000_000);

  @TempDir
  Path directory = Path.of("");
  private BitcoindProcess bitcoind;
  private LdkProcess payer;
  private LdkProcess hidden;
  private NodeProcess us;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : new AutoCloseable[]{us, payer, hidden, bitcoind}) {
      if (one != null) {
        one.close();
      }
    }
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(holds);
  }

  private void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      bitcoind.mine(1);
      int tip = bitcoind.call("getblockcount").asInt();
      eventually("everyone is at block " + tip, () -> payer.sync() == tip && hidden.sync() == tip && us.height() == tip);
    }
  }

  private String open(LdkProcess ldk, boolean announce) {
    us.connect(ldk.nodeId(), ldk.peerPort());
    var order = NodeProcess.body().put("node_id", ldk.nodeId()).put("amount_sat", 1_000_000).put("push_msat", 400_000_000)
        .put("announce", announce);
    String channel = us.post("/v1/channels", order).get("channel_id").asText();
    eventually("the funding transaction is with bitcoind", () -> bitcoind.call("getrawmempool").size() == 1);
    mine(7);
    eventually("LDK can use it", () -> us.channel(channel).get("state").asText().equals("normal") && ldk.isUsable(channel));
    return channel;
  }

  private static boolean isPaid(LdkProcess from, String invoice) {
    String hash = from.pay(invoice);
    eventually("the payment has ended", () -> from.events("payment_sent").stream().anyMatch(one -> one.get("hash").asText().equals(hash)));
    return true;
  }

  @Test
  void carriesPaymentsByItsAlias() {
    bitcoind = BitcoindProcess.startFundedOrSkip(directory.resolve("bitcoind"));
    payer = LdkProcess.startOrSkip("payer", directory, bitcoind);
    hidden = LdkProcess.startOrSkip("hidden", directory, bitcoind);
    us = NodeProcess.of("us", directory, bitcoind).startSynced();
    bitcoind.send(us.newAddress(), COIN);
    mine(1);
    open(payer, true);
    String channel = open(hidden, false);
    assertThat(us.channel(channel).get("announced").asBoolean()).isFalse();

    JsonNode payment = us.pay(hidden.invoice(30_000_000));
    assertThat(payment.get("status").asText()).as("%s", payment).isEqualTo("succeeded");
    assertThat(isPaid(hidden, us.invoice(5_000_000, "from a hidden node").get("invoice").asText())).isTrue();
    // Only the hint in its invoice tells how to reach it: by the alias that we gave it.
    assertThat(isPaid(payer, hidden.invoice(7_000_000))).isTrue();
    assertThat(us.errors()).isEmpty();
  }
}
