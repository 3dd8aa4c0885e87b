package org.l2node.api.dto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.api.Samples;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;
import org.l2node.api.service.ApiProblem;
import org.l2node.channels.units.ChannelId;

/** Bodies of requests: read, or refused as the API says; and JSON that is read is written back to the same. */
class RequestsFuzzTest {
  private static final ChannelId CHANNEL = ChannelId.fromHex("22".repeat(32));
  private static final List<Consumer<byte[]>> READERS = List.of(ChannelDto::readOpen, PaymentDto::readPay, PeerDto::readConnect,
      InvoiceDto::readCreate, InvoiceDto::readDecode, RequestBodies::requireNoFields, body -> ChannelDto.readClose(CHANNEL, body));

  static Stream<byte[]> bodies() {
    return Stream.of("{'node_id':'" + Samples.BOB + "','amount_sat':1000000,'push_msat':1500,'announce':false}",
        "{'destination':'lnbcrt1','amount_msat':1,'max_fee_msat':0}",
        "{'address':'127.0.0.1:9735'}", "{'amount_msat':1,'description':'a\\u00e9','expiry_s':3600}", "{'destination':'x'}", "{}",
        "{'mode':'force','address':'bcrt1q'}")
        .map(json -> (" " + json.replace('\'', '"')).getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void bodies(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
    for (Consumer<byte[]> reader : READERS) {
      try {
        reader.accept(body);
      } catch (ApiProblem problem) {
        assertThat(problem.detail()).isNotBlank();
        assertThat(problem.code().code()).isNotBlank();
      }
    }
    JsonObject read;
    try {
      read = JsonText.readObject(body);
    } catch (JsonText.Malformed e) {
      assertThat(e.text()).isNotBlank();
      return;
    }
    assertReadAgain(read);
  }

  private static void assertReadAgain(JsonObject read) {
    String text = JsonText.write(read);
    try {
      assertThat(JsonText.write(JsonText.readObject(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo(text);
    } catch (JsonText.Malformed e) {
      throw new AssertionError("cannot be read again: " + text + ": " + e.text(), e);
    }
  }
}
