package org.l2node.api.dto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.api.Samples;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.Page;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.ProblemCode;

class AnswersTest {
  private static final String BOB = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
  private static final String HASH = "02d449a31fbb267c8f352e9968a79e3e5fc95c1bbeaa502fd6454ebde5a4bedc";

  @Test
  void aNode() {
    assertThat(NodeDto.info(Samples.info()))
        .hasToString("{\"node_id\":\"" + Samples.ALICE + "\",\"alias\":\"alice\",\"network\":\"regtest\","
            + "\"version\":\"0.1.0\",\"block_height\":120,\"synced_to_chain\":true,\"uris\":[\"" + Samples.ALICE
            + "@127.0.0.1:9735\"],\"num_peers\":2,"
            + "\"num_channels\":1}");
  }

  @Test
  void balances() {
    assertThat(NodeDto.balances(Samples.balances()))
        .hasToString("{\"onchain\":{\"confirmed_sat\":1,\"unconfirmed_sat\":2,\"immature_sat\":8,\"anchor_reserve_sat\":9},"
            + "\"channels\":{\"local_msat\":3,\"remote_msat\":4,\"outgoing_htlcs_msat\":5,\"incoming_htlcs_msat\":6},\"closing_sat\":7}");
  }

  @Test
  void aChannel() {
    assertThat(ChannelDto.channel(Samples.channel())).hasToString("{\"channel_id\":\"" + "22".repeat(32) + "\",\"peer_id\":\"" + BOB + "\","
        + "\"state\":\"shutting_down\",\"detail\":\"waits for HTLCs\",\"capacity_sat\":1000000,\"local_msat\":600000001,"
        + "\"remote_msat\":399999999,"
        + "\"reserve_sat\":10000,\"announced\":true,\"short_channel_id\":\"103x1x0\",\"local_alias\":\"1x2x3\","
        + "\"remote_alias\":\"4x5x6\",\"funding_txid\":\"" + "33".repeat(32)
        + "\",\"closing_txid\":null}");
  }

  @Test
  void anInvoice() {
    assertThat(InvoiceDto.invoice(Samples.invoice())).hasToString("{\"payment_hash\":\"" + HASH
        + "\",\"invoice\":\"lnbcrt1example\",\"status\":\"paid\","
        + "\"amount_msat\":null,\"received_msat\":25,\"description\":\"coffee\",\"preimage\":\"" + "11".repeat(32) + "\","
        + "\"created_at\":\"2026-11-23T18:00:00.123Z\",\"expires_at\":\"2026-11-23T19:00:00.123Z\","
        + "\"paid_at\":\"2026-11-23T18:00:05.123Z\"}");
  }

  @Test
  void payments() {
    String start = "{\"payment_id\":\"17\",\"payment_hash\":\"" + HASH + "\",\"status\":\"";
    String middle = "\",\"destination\":\"" + BOB + "\",\"amount_msat\":2100000000000000000,\"fee_msat\":1025,";
    String created = "\"created_at\":\"2026-11-23T18:00:00.123Z\",\"completed_at\":";

    assertThat(PaymentDto.payment(Samples.payment(PaymentStatus.PENDING)))
        .hasToString(start + "pending" + middle + "\"preimage\":null,\"failure\":null," + created + "null}");
    assertThat(PaymentDto.payment(Samples.payment(PaymentStatus.SUCCEEDED)))
        .hasToString(start + "succeeded" + middle + "\"preimage\":\"" + "11".repeat(32) + "\",\"failure\":null," + created
            + "\"2026-11-23T18:00:01.123Z\"}");
    assertThat(PaymentDto.payment(Samples.payment(PaymentStatus.FAILED))).hasToString(start + "failed" + middle
        + "\"preimage\":null,\"failure\":{\"code\":\"no_route\",\"detail\":\"No path.\"}," + created + "\"2026-11-23T18:00:01.123Z\"}");
  }

  @Test
  void aPage() {
    assertThat(PageDto.page("peers", new Page<>(List.of(Samples.peer()), "next"), PeerDto::peer))
        .hasToString("{\"peers\":[{\"node_id\":\"" + BOB
            + "\",\"address\":\"[::1]:9735\",\"connected\":true,\"inbound\":false,\"num_channels\":3}],\"next_cursor\":\"next\"}");
  }

  @Test
  void aProblem() {
    assertThat(ProblemDto.problem(ApiProblem.of(ProblemCode.INSUFFICIENT_FUNDS, "Too little.", "amount_sat"), "abc"))
        .hasToString(
            "{\"type\":\"urn:l2:problem:insufficient_funds\",\"title\":\"There is not enough money\","
                + "\"status\":422,\"detail\":\"Too little.\","
                + "\"code\":\"insufficient_funds\",\"param\":\"amount_sat\",\"request_id\":\"abc\"}");
    assertThat(ProblemDto.problem(ApiProblem.of(ProblemCode.NOT_FOUND, "No."), "abc").has("param")).isFalse();
  }

  @Test
  @Tag("V47")
  void shownTextHasNothingInvisible() {
    assertThat(Shown.text("a\u001b[31m\r\n\u202eb\u200b\ud83d\ude00\u2028")).isEqualTo("a?[31m???b?\ud83d\ude00?");
    assertThat(Shown.text("\ud83d\ude00".repeat(200), 3)).isEqualTo("\ud83d\ude00".repeat(3) + "...");
    assertThat(Shown.text("abc", 3)).isEqualTo("abc");
  }
}
