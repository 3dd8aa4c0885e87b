package org.l2node.channels.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.ShortChannelId;

/** The vectors of BOLT 7's gossip queries. Lists packed with zlib, which the BOLT has withdrawn, stay bytes that no one unpacks. */
class Bolt7QueriesTest {

  static Stream<JsonNode> messages() {
    return Json.elements("/bolt07/extended-queries.json", "messages");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void queryIsRead(JsonNode vector) {
    byte[] bytes = ByteVector.fromHex(vector.get("hex").asText()).toByteArray();
    JsonNode expected = vector.get("msg");
    Message message = MessageCodec.decode(bytes);
    assertThat(message.getClass().getSimpleName()).isEqualTo(expected.get("type").asText());
    assertThat(MessageCodec.encode(message)).isEqualTo(bytes);
    switch (message) {
      case QueryChannelRange query -> {
        assertThat(query.chainHash().toHex()).isEqualTo(expected.get("chainHash").asText());
        assertThat(query.firstBlocknum()).isEqualTo(expected.get("firstBlockNum").asLong());
        assertThat(query.numberOfBlocks()).isEqualTo(expected.get("numberOfBlocks").asLong());
        assertThat(query.tlvs().has(1)).isEqualTo(!expected.get("tlvStream").get("records").isEmpty());
      }
      case QueryShortChannelIds query -> {
        assertThat(query.chainHash().toHex()).isEqualTo(expected.get("chainHash").asText());
        assertIds(query.encodedShortIds(), expected.get("shortChannelIds"));
      }
      case ReplyChannelRange reply -> {
        assertThat(reply.chainHash().toHex()).isEqualTo(expected.get("chainHash").asText());
        assertThat(reply.firstBlocknum()).isEqualTo(expected.get("firstBlockNum").asLong());
        assertThat(reply.numberOfBlocks()).isEqualTo(expected.get("numberOfBlocks").asLong());
        assertThat(reply.syncComplete()).isEqualTo(expected.get("complete").asInt());
        assertIds(reply.encodedShortIds(), expected.get("shortChannelIds"));
        assertThat(reply.tlvs().has(1)).isEqualTo(expected.has("timestamps"));
        assertThat(reply.tlvs().has(3)).isEqualTo(expected.has("checksums"));
      }
      default -> throw new AssertionError(message);
    }
  }

  private static void assertIds(ByteVector encoded, JsonNode expected) {
    if (expected.get("encoding").asText().equals("UNCOMPRESSED")) {
      List<ShortChannelId> ids = EncodedShortIds.read(encoded);
      assertThat(ids.stream().map(ShortChannelId::toString))
          .containsExactlyElementsOf(expected.get("array").valueStream().map(JsonNode::asText).toList());
      assertThat(EncodedShortIds.write(ids)).isEqualTo(encoded);
    } else {
      assertThatThrownBy(() -> EncodedShortIds.read(encoded)).isInstanceOf(WireFormatException.class).hasMessageContaining("encoding 1");
    }
  }

  @Test
  void idsThatDoNotAscendAreRefused() {
    var twice = new WireWriter().u8(0).u64(7).u64(7).toBytes();
    assertThatThrownBy(() -> EncodedShortIds.read(twice)).isInstanceOf(WireFormatException.class);
    var down = new WireWriter().u8(0).u64(7).u64(6).toBytes();
    assertThatThrownBy(() -> EncodedShortIds.read(down)).isInstanceOf(WireFormatException.class);
    var cut = new WireWriter().u8(0).u64(7).u32(6).toBytes();
    assertThatThrownBy(() -> EncodedShortIds.read(cut)).isInstanceOf(WireFormatException.class);
  }
}
