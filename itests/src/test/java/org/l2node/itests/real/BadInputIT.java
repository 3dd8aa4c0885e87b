package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;

/** Bad input gets a clear error and loses nothing; a full node that is away is told of and waited for. */
class BadInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NOBODY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

  @TempDir
  Path folder = Path.of("");

  private BitcoindProcess bitcoind;
  private NodeProcess alice;
  private NodeProcess bob;

  @BeforeEach
  void start() {
    bitcoind = BitcoindProcess.startFundedOrSkip(folder.resolve("bitcoind"));
    alice = NodeProcess.of("alice", folder, bitcoind);
    bob = NodeProcess.of("bob", folder, bitcoind);
    alice.launch();
    bob.launch();
    alice.awaitStarted();
    bob.awaitStarted();
    awaitReady(200);
  }

  @AfterEach
  void stop() {
    for (AutoCloseable each : new AutoCloseable[]{alice, bob, bitcoind}) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private void awaitReady(int status) {
    await("alice's readiness to be " + status).atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> {
      try {
        return alice.request("GET", "/v1/health/ready", null, null).status() == status;
      } catch (IOException _) {
        return false;
      }
    });
  }

  private void refuses(String method, String path, String body, int status, String code) {
    NodeProcess.Reply reply = alice.refused(method, path, body);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.code()).as(reply.toString()).isEqualTo(code);
    assertThat(reply.body().get("detail").asText()).isNotEmpty();
  }

  private static String pay(String invoice, String more) {
    return "{\"destination\":\"" + invoice + "\"" + more + "}";
  }

  @Test
  void badOrdersAreRefusedWithTheirReason() throws Exception {
    refuses("POST", "/v1/payments", pay("lnbcrt1nonsense", ""), 400, "invoice_invalid");
    String open = bob.call("POST", "/v1/invoices", "{\"description\":\"any\"}").get("invoice").asText();
    refuses("POST", "/v1/payments", pay(open, ""), 400, "amount_required");
    String fixed = bob.call("POST", "/v1/invoices", "{\"description\":\"tea\",\"amount_msat\":1000}").get("invoice").asText();
    refuses("POST", "/v1/payments", pay(fixed, ",\"amount_msat\":2000"), 400, "amount_not_allowed");
    JsonNode brief = bob.call("POST", "/v1/invoices", "{\"description\":\"soon over\",\"amount_msat\":1000,\"expiry_s\":1}");
    await("the invoice to expire").atMost(LIMIT).until(
        () -> bob.get("/v1/invoices/" + brief.get("payment_hash").asText()).get("status").asText().equals("expired"));
    refuses("POST", "/v1/payments", pay(brief.get("invoice").asText(), ""), 422, "invoice_expired");
    JsonNode unpaid = alice.call("POST", "/v1/payments?wait=30s", pay(fixed, ""));
    assertThat(unpaid.get("status").asText()).isEqualTo("failed");
    assertThat(unpaid.get("failure").get("code").asText()).isIn("no_route", "insufficient_balance", "no_usable_channel");

    refuses("PUT", "/v1/peers/" + NOBODY, "{\"address\":\"127.0.0.1:1\"}", 502, "peer_unreachable");
    refuses("POST", "/v1/channels", "{\"node_id\":\"" + NOBODY + "\",\"amount_sat\":100000}", 409, "peer_not_connected");
    alice.call("PUT", "/v1/peers/" + bob.id(), "{\"address\":\"" + bob.peerAddress() + "\"}");
    refuses("POST", "/v1/channels", "{\"node_id\":\"" + bob.id() + "\",\"amount_sat\":1000}", 422, "channel_too_small");
    refuses("POST", "/v1/channels", "{\"node_id\":\"" + bob.id() + "\",\"amount_sat\":100000}", 422, "insufficient_funds");
    assertThat(alice.channels()).isEmpty();
    assertThat(alice.request("GET", "/v1/node", null, null, "wrong").status()).isEqualTo(401);
  }

  @Test
  void fullNodeThatGoesAwayAndComesBack() {
    bitcoind.stop();
    awaitReady(503);
    assertThat(alice.refused("GET", "/v1/health/ready", null).body().toString()).contains("chain");
    alice.stop();
    alice.launch();
    // Started without the full node: the API is there and says so.
    alice.awaitStarted();
    awaitReady(503);
    bitcoind.restart();
    awaitReady(200);
  }

  @Test
  void secondProcessOnOneDirectoryIsRefused() {
    List<String> flags = new ArrayList<>(NodeProcess.chainFlags("regtest", bitcoind));
    flags.add("--insecure-plaintext-seed");
    NodeProcess second = NodeProcess.with("second", alice.datadir(), flags);
    second.launch();
    assertThat(second.awaitExit()).isEqualTo(1);
    assertThat(second.log()).contains("another process");
    assertThat(alice.isAlive()).isTrue();
  }
}
