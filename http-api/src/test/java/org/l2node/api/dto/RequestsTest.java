package org.l2node.api.dto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l2node.api.Samples;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.BumpCloseCommand;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CloseMode;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

class RequestsTest {
  private static final ChannelId CHANNEL = ChannelId.fromHex("22".repeat(32));

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static void refuses(Consumer<byte[]> read, String json, String code, String param) {
    assertThatThrownBy(() -> read.accept(bytes(json))).isInstanceOfSatisfying(ApiProblem.class, problem -> {
      assertThat(problem.code().code()).isEqualTo(code);
      assertThat(problem.param()).isEqualTo(param);
      assertThat(problem.detail()).isNotEmpty();
    });
  }

  @Test
  void readsAnOpen() {
    OpenChannelCommand all = ChannelDto
        .readOpen(bytes("{'node_id':'" + Samples.BOB + "','amount_sat':1000000,'push_msat':1500,'announce':false}"));
    assertThat(all).isEqualTo(new OpenChannelCommand(Samples.BOB, Satoshi.sat(1_000_000), MilliSatoshi.msat(1_500), false, false));

    OpenChannelCommand least = ChannelDto.readOpen(bytes("{'node_id':'" + Samples.BOB + "','amount_sat':20000,'push_msat':null}"));
    assertThat(least).isEqualTo(new OpenChannelCommand(Samples.BOB, Satoshi.sat(20_000), MilliSatoshi.ZERO, true, false));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"{'amount_sat':0}|invalid_value|amount_sat", "{}|missing_field|amount_sat", "{'amount_sat':null}|missing_field|amount_sat",
          "{'amount_sat':-1}|invalid_value|amount_sat", "{'amount_sat':'1000'}|invalid_value|amount_sat",
          "{'amount_sat':1000.0}|invalid_value|amount_sat",
          "{'amount_sat':1e6}|invalid_value|amount_sat", "{'amount_sat':2100000000000001}|invalid_value|amount_sat",
          "{'amount_sat':99999999999999999999}|invalid_value|amount_sat", "{'amount_sat':-99999999999999999999}|invalid_value|amount_sat",
          "{'amount_sat':true}|invalid_value|amount_sat", "{'amount_sat':[1]}|invalid_value|amount_sat",
          "{'amount_sat':{}}|invalid_value|amount_sat",
          "{'amount_sat':1000}|missing_field|node_id", "{'amount_sat':1000,'node_id':'02'}|invalid_value|node_id",
          "{'amount_sat':1000,'node_id':'05c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5'}|invalid_value|node_id",
          "{'amount_sat':1000,'push_msat':1000000}|invalid_value|push_msat", "{'amount':1000}|unknown_field|amount",
          "{'amount_sat':1000|malformed_json|",
          "[]|malformed_json|"})
  void refusesAnOpen(String json, String code, String param) {
    refuses(ChannelDto::readOpen, json, code, param);
  }

  @Test
  void readsAClose() {
    assertThat(ChannelDto.readBump(CHANNEL, bytes(""))).isEqualTo(new BumpCloseCommand(CHANNEL, null));
    assertThat(ChannelDto.readBump(CHANNEL, bytes("{'feerate_sat_per_vbyte':20}")))
        .isEqualTo(new BumpCloseCommand(CHANNEL, new FeeratePerKw(5_000)));
    refuses(b -> ChannelDto.readBump(CHANNEL, b), "{'feerate_sat_per_vbyte':0}", "invalid_value", "feerate_sat_per_vbyte");
    refuses(b -> ChannelDto.readBump(CHANNEL, b), "{'feerate_sat_per_vbyte':5001}", "invalid_value", "feerate_sat_per_vbyte");
    refuses(b -> ChannelDto.readBump(CHANNEL, b), "{'feerate_sat_per_vbyte':'x'}", "invalid_value", "feerate_sat_per_vbyte");
    assertThat(ChannelDto.readClose(CHANNEL, bytes(""))).isEqualTo(new CloseChannelCommand(CHANNEL, CloseMode.MUTUAL, null));
    assertThat(ChannelDto.readClose(CHANNEL, bytes("{'mode':'force'}"))).isEqualTo(new CloseChannelCommand(CHANNEL, CloseMode.FORCE, null));
    assertThat(ChannelDto.readClose(CHANNEL, bytes("{'mode':'mutual','address':'bcrt1q'}")))
        .isEqualTo(new CloseChannelCommand(CHANNEL, CloseMode.MUTUAL, "bcrt1q"));
    assertThat(ChannelDto.readClose(CHANNEL, bytes("{'mode':'bump'}"))).isEqualTo(new CloseChannelCommand(CHANNEL, CloseMode.BUMP, null));
    refuses(b -> ChannelDto.readClose(CHANNEL, b), "{'mode':'FORCE'}", "invalid_value", "mode");
    refuses(b -> ChannelDto.readClose(CHANNEL, b), "{'mode':'force','address':'bcrt1q'}", "invalid_value", "address");
  }

  @Test
  void readsAnInvoice() {
    assertThat(InvoiceDto.readCreate(bytes("{'amount_msat':25000,'description':'tea','expiry_s':60}")))
        .isEqualTo(new CreateInvoiceCommand(MilliSatoshi.msat(25_000), "tea", Duration.ofMinutes(1)));
    assertThat(InvoiceDto.readCreate(bytes("{'description':''}"))).isEqualTo(new CreateInvoiceCommand(null, "", Duration.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{}|missing_field|description", "{'description':5}|invalid_value|description",
      "{'description':'x','amount_msat':0}|invalid_value|amount_msat",
      "{'description':'x','amount_msat':2100000000000000001}|invalid_value|amount_msat",
      "{'description':'x','expiry_s':0}|invalid_value|expiry_s", "{'description':'x','expiry_s':31536001}|invalid_value|expiry_s",
      "{'description':'x','expiry':5}|unknown_field|expiry"})
  void refusesAnInvoice(String json, String code, String param) {
    refuses(InvoiceDto::readCreate, json, code, param);
  }

  @Test
  void countsTheBytesOfADescription() {
    assertThat(InvoiceDto.readCreate(bytes("{'description':'" + "x".repeat(639) + "'}")).description()).hasSize(639);
    refuses(InvoiceDto::readCreate, "{'description':'" + "x".repeat(640) + "'}", "invalid_value", "description");
    refuses(InvoiceDto::readCreate, "{'description':'" + "\u00e9".repeat(320) + "'}", "invalid_value", "description");
  }

  @Test
  void readsAPayment() {
    assertThat(PaymentDto.readPay(bytes("{'destination':' lightning:lnbc1x ','amount_msat':1,'max_fee_msat':0}")))
        .isEqualTo(new PayCommand("lnbc1x", MilliSatoshi.msat(1), MilliSatoshi.ZERO));
    assertThat(PaymentDto.readPay(bytes("{'destination':'lnbc1x'}"))).isEqualTo(new PayCommand("lnbc1x", null, null));
    refuses(PaymentDto::readPay, "{'destination':'lnbc1x','amount_msat':0}", "invalid_value", "amount_msat");
    refuses(PaymentDto::readPay, "{'destination':' '}", "invalid_value", "destination");
    refuses(PaymentDto::readPay, "{'destination':'" + "x".repeat(7_090) + "'}", "invalid_value", "destination");
    refuses(PaymentDto::readPay, "{'invoice':'lnbc1x'}", "unknown_field", "invoice");
  }

  @Test
  void readsAnAddress() {
    assertThat(PeerDto.readConnect(bytes("{'address':'127.0.0.1:9735'}"))).isEqualTo(new PeerAddress("127.0.0.1", 9735));
    assertThat(PeerDto.readConnect(bytes("{'address':'[::1]:1'}"))).isEqualTo(new PeerAddress("::1", 1));
    assertThat(PeerDto.readConnect(bytes("{}"))).isNull();
    for (String bad : new String[]{"localhost", "::1:9735", "h:0", "h:65536", "h:", ":1", "h:1x", "a b:1", "http://h:1/"}) {
      refuses(PeerDto::readConnect, "{'address':'" + bad + "'}", "invalid_value", "address");
    }
  }

  @Test
  void anEmptyBodyMayBeAnEmptyObject() {
    RequestBodies.requireNoFields(bytes(""));
    RequestBodies.requireNoFields(bytes("{}"));
    refuses(RequestBodies::requireNoFields, "{'force':true}", "unknown_field", "force");
  }

  @Test
  void aStrangeFieldNameIsNotEchoedAsItIs() {
    assertThatThrownBy(() -> RequestBodies.requireNoFields(bytes("{'\\u001b[31m\\u202e\\n':1}")))
        .isInstanceOfSatisfying(ApiProblem.class, p -> assertThat(p.detail()).contains("?[31m??").doesNotContain("\u001b", "\u202e", "\n"));
  }

  @Test
  @Tag("V74")
  void aProblemHasNoStackTrace() {
    assertThat(ApiProblem.of(ProblemCode.NOT_FOUND, "x").getStackTrace()).isEmpty();
  }
}
