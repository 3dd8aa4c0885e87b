package org.l2node.itests.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l2node.api.endpoint.OpenApi;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CloseMode;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.PeerAddress;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.api.ApiHarness.Reply;

/** Every endpoint, over a socket. */
class ApiEndpointsIT {
  private ApiHarness api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiHarness();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static JsonObject ok(Reply reply, int status) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.contentType()).isEqualTo("application/json");
    assertThat(reply.text()).endsWith("}\n");
    assertThat(reply.response().headers().firstValue("X-Request-Id").orElse("")).matches("[0-9a-f]{16}");
    assertThat(reply.response().headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(reply.response().headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(reply.response().headers().firstValue("Server")).isEmpty();
    return reply.json();
  }

  @Test
  void theNode() throws Exception {
    JsonObject node = ok(api.get("/v1/node"), 200);
    assertThat(node.text("node_id")).isEqualTo(ScriptedNode.ALICE.toString());
    assertThat(node.number("block_height")).isEqualTo(120);
    assertThat(node.flag("synced_to_chain")).isTrue();

    assertThat(ok(api.get("/v1/node/balances"), 200).object("channels").number("local_msat")).isEqualTo(600_000_000);
    assertThat(ok(api.get("/v1/wallet/balance"), 200).number("confirmed_sat")).isEqualTo(50_000_000);
    assertThat(ok(api.post("/v1/wallet/addresses", null), 201).text("address")).isEqualTo("bcrt1pexample");
    assertThat(ok(api.post("/v1/wallet/addresses", "{}"), 201).text("address")).isEqualTo("bcrt1pexample");
  }

  @Test
  void peers() throws Exception {
    JsonObject peer = ok(api.send("PUT", "/v1/peers/" + ScriptedNode.BOB, "{\"address\":\"127.0.0.1:9735\"}"), 200);
    assertThat(peer.text("address")).isEqualTo("127.0.0.1:9735");
    assertThat(api.node.commands).containsEntry("connect", new PeerAddress("127.0.0.1", 9735));
    ok(api.send("PUT", "/v1/peers/" + ScriptedNode.BOB, null), 200);
    assertThat(api.node.commands).containsEntry("connect", "none");

    JsonObject first = ok(api.get("/v1/peers?limit=1"), 200);
    assertThat(first.objects("peers")).hasSize(1);
    JsonObject second = ok(api.get("/v1/peers?limit=1&cursor=" + first.text("next_cursor")), 200);
    assertThat(second.objects("peers").getFirst().text("node_id")).isEqualTo(ScriptedNode.ALICE.toString());
    assertThat(second.get("next_cursor")).isNull();
  }

  @Test
  void channels() throws Exception {
    JsonObject opening = ok(api.post("/v1/channels", "{\"node_id\":\"" + ScriptedNode.BOB + "\",\"amount_sat\":1000000,\"push_msat\":5}"),
        202);
    assertThat(opening.text("channel_id")).isEqualTo(ScriptedNode.CHANNEL.toString());
    assertThat(api.node.commands).containsEntry("open",
        new OpenChannelCommand(ScriptedNode.BOB, Satoshi.sat(1_000_000), MilliSatoshi.msat(5), true, false));

    assertThat(ok(api.get("/v1/channels"), 200).objects("channels")).hasSize(1);
    assertThat(ok(api.get("/v1/channels/" + ScriptedNode.CHANNEL), 200).text("short_channel_id")).isEqualTo("103x1x0");

    JsonObject closing = ok(api.post("/v1/channels/" + ScriptedNode.CHANNEL + "/close", "{\"mode\":\"force\"}"), 202);
    assertThat(closing.text("state")).isEqualTo("shutting_down");
    assertThat(api.node.commands).containsEntry("close", new CloseChannelCommand(ScriptedNode.CHANNEL, CloseMode.FORCE, null));
  }

  @Test
  void invoices() throws Exception {
    JsonObject made = ok(api.post("/v1/invoices", "{\"amount_msat\":25000000,\"description\":\"coffee \u2615\",\"expiry_s\":60}"), 201);
    assertThat(made.text("payment_hash")).isEqualTo(ScriptedNode.HASH.toString());
    assertThat(made.text("description")).isEqualTo("coffee \u2615");
    assertThat(made.get("preimage")).isNull();
    assertThat(api.node.commands).containsEntry("invoice",
        new CreateInvoiceCommand(MilliSatoshi.msat(25_000_000), "coffee \u2615", Duration.ofSeconds(60)));

    api.node.paid = true;
    JsonObject paid = ok(api.get("/v1/invoices/" + ScriptedNode.HASH), 200);
    assertThat(paid.text("status")).isEqualTo("paid");
    assertThat(paid.text("preimage")).isEqualTo("11".repeat(32));
  }

  @Test
  void payments() throws Exception {
    JsonObject accepted = ok(api.post("/v1/payments", "{\"destination\":\"lnbcrt1x\",\"max_fee_msat\":1000}"), 202);
    assertThat(accepted.text("status")).isEqualTo("pending");
    assertThat(api.node.commands).containsEntry("pay", new PayCommand("lnbcrt1x", null, MilliSatoshi.msat(1_000)));

    api.node.paymentStatus = PaymentStatus.SUCCEEDED;
    JsonObject done = ok(api.get("/v1/payments/" + accepted.text("payment_id")), 200);
    assertThat(done.text("status")).isEqualTo("succeeded");
    assertThat(done.number("fee_msat")).isEqualTo(1_025);
    assertThat(ok(api.get("/v1/payments?limit=5"), 200).objects("payments")).hasSize(1);

    api.node.paymentStatus = PaymentStatus.FAILED;
    assertThat(ok(api.get("/v1/payments/17"), 200).object("failure").text("code")).isEqualTo("no_route");
    assertThat(ok(api.post("/v1/decode", "{\"destination\":\"lnbcrt1x\"}"), 200).text("type")).isEqualTo("bolt11");
  }

  @Test
  void waitsUntilAPaymentIsDecided() throws Exception {
    CompletableFuture<Reply> reply = async("POST", "/v1/payments?wait=30s", "{\"destination\":\"lnbcrt1x\"}");
    assertThat(api.node.waiting.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(reply).isNotDone();
    api.node.paymentStatus = PaymentStatus.SUCCEEDED;
    api.node.settled.countDown();
    assertThat(ok(reply.get(5, TimeUnit.SECONDS), 202).text("status")).isEqualTo("succeeded");
  }

  @Test
  void waitsUntilAnInvoiceIsPaid() throws Exception {
    CompletableFuture<Reply> reply = async("GET", "/v1/invoices/" + ScriptedNode.HASH + "?wait=30s", null);
    assertThat(api.node.waiting.await(10, TimeUnit.SECONDS)).isTrue();
    api.node.paid = true;
    api.node.settled.countDown();
    assertThat(ok(reply.get(5, TimeUnit.SECONDS), 200).text("status")).isEqualTo("paid");
  }

  private CompletableFuture<Reply> async(String method, String path, String body) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return api.send(method, path, body);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void aWaitThatIsOverAnswersHowItStands() throws Exception {
    assertThat(ok(api.get("/v1/payments/17?wait=50ms"), 200).text("status")).isEqualTo("pending");
  }

  @Test
  void healthNeedsNoToken() throws Exception {
    assertThat(ok(api.send(api.request("GET", "/v1/health/live", null)), 200).flag("live")).isTrue();
    assertThat(ok(api.send(api.request("GET", "/v1/health/ready", null)), 200).flag("ready")).isTrue();
    api.node.ready = false;
    JsonObject notReady = ok(api.send(api.request("GET", "/v1/health/ready", null)), 503);
    assertThat(notReady.objects("checks").getFirst().text("detail")).isEqualTo("bitcoind does not answer");
    assertThat(ok(api.send(api.request("GET", "/openapi.json", null)), 200)).hasToString(OpenApi.document().toString());
  }

  @Test
  void stopsTheNode() throws Exception {
    assertThat(ok(api.post("/v1/node/stop", null), 202).flag("stopping")).isTrue();
    assertThat(api.node.stopped.getCount()).isZero();
  }

  @Test
  void aKeyMakesARequestHappenOnce() throws Exception {
    String open = "{\"node_id\":\"" + ScriptedNode.BOB + "\",\"amount_sat\":1000000}";
    for (int i = 0; i < 3; i++) {
      JsonObject channel = ok(api.send("POST", "/v1/channels", open, "Idempotency-Key", "open-1"), 202);
      assertThat(channel.text("channel_id")).isEqualTo(ScriptedNode.CHANNEL.toString());
    }
    assertThat(api.node.opens).hasValue(1);

    String pay = "{\"destination\":\"lnbcrt1x\"}";
    ok(api.send("POST", "/v1/payments", pay, "Idempotency-Key", "pay-1"), 202);
    ok(api.send("POST", "/v1/payments?wait=10ms", pay, "Idempotency-Key", "pay-1"), 202);
    assertThat(api.node.pays).hasValue(1);

    Reply conflict = api.send("POST", "/v1/payments", "{\"destination\":\"lnbcrt1y\"}", "Idempotency-Key", "pay-1");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.code()).isEqualTo("idempotency_conflict");
    assertThat(api.node.pays).hasValue(1);

    assertThat(ok(api.send("POST", "/v1/invoices", "{\"description\":\"\"}", "Idempotency-Key", "invoice-1"), 201).text("invoice"))
        .isEqualTo("lnbcrt1example");
    assertThat(ok(api.send("POST", "/v1/wallet/addresses", null, "Idempotency-Key", "address-1"), 201).text("address"))
        .isEqualTo("bcrt1pexample");
  }
}
