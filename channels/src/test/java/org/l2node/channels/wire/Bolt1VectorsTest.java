package org.l2node.channels.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.ShortChannelId;

/** The vectors of BOLT 1: BigSize, TLV streams, extensions of init. */
class Bolt1VectorsTest {
  /** The even types that the two namespaces of the vectors know. */
  private static final Map<String, Set<Long>> EVEN_TYPES = Map.of("n1", Set.of(2L, 254L), "n2", Set.of(0L));

  static Stream<JsonNode> bigSizesToRead() {
    return Json.elements("/bolt01/bigsize.json", "decode");
  }

  static Stream<JsonNode> bigSizesToWrite() {
    return Json.elements("/bolt01/bigsize.json", "encode");
  }

  static Stream<JsonNode> streams() {
    return Json.elements("/bolt01/tlv.json", "streams");
  }

  static Stream<JsonNode> inits() {
    return Json.elements("/bolt01/extension.json", "init");
  }

  @ParameterizedTest
  @MethodSource("bigSizesToRead")
  void bigSizeIsRead(JsonNode vector) {
    WireReader r = new WireReader(bytes(vector.get("bytes")));
    if (vector.get("valid").asBoolean()) {
      assertThat(Long.toUnsignedString(r.bigSize())).isEqualTo(vector.get("value").asText());
      r.expectEnd();
    } else {
      assertThatThrownBy(r::bigSize).isInstanceOf(WireFormatException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("bigSizesToWrite")
  void bigSizeIsWritten(JsonNode vector) {
    assertThat(new WireWriter().bigSize(Long.parseUnsignedLong(vector.get("value").asText())).toByteArray())
        .isEqualTo(bytes(vector.get("bytes")));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void tlvStreamIsReadOrRefused(JsonNode vector) {
    for (String namespace : namespaces(vector)) {
      byte[] stream = bytes(vector.get("stream"));
      if (vector.get("valid").asBoolean()) {
        Map<String, String> expected = new TreeMap<>();
        if (vector.has("values")) {
          vector.get("values").properties().forEach(e -> expected.put(e.getKey(), e.getValue().asText()));
        }
        assertThat(read(namespace, stream)).isEqualTo(expected);
        assertThat(rewritten(namespace, stream)).isEqualTo(stream);
      } else {
        assertThatThrownBy(() -> read(namespace, stream)).as(namespace).isInstanceOf(WireFormatException.class);
      }
    }
  }

  @Test
  void anInvalidStreamBehindAValidOneIsRefusedAndAHigherValidOneIsNot() {
    List<byte[]> valid = new ArrayList<>();
    List<byte[]> invalid = new ArrayList<>();
    for (JsonNode vector : streams().toList()) {
      if (namespaces(vector).contains("n1")) {
        (vector.get("valid").asBoolean() ? valid : invalid).add(bytes(vector.get("stream")));
      }
    }
    for (byte[] first : valid) {
      for (byte[] second : invalid) {
        assertThatThrownBy(() -> read("n1", concat(first, second))).isInstanceOf(WireFormatException.class);
      }
      for (byte[] second : valid) {
        boolean ascends = first.length == 0 || second.length == 0
            || Long.compareUnsigned(new WireReader(first).bigSize(), new WireReader(second).bigSize()) < 0;
        if (ascends) {
          assertThatCode(() -> read("n1", concat(first, second))).doesNotThrowAnyException();
        } else {
          assertThatThrownBy(() -> read("n1", concat(first, second))).isInstanceOf(WireFormatException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("inits")
  void extensionOfInitIsReadOrRefused(JsonNode vector) {
    byte[] message = bytes(vector.get("message"));
    if (vector.get("valid").asBoolean()) {
      assertThat(MessageCodec.encode(MessageCodec.decode(message))).isEqualTo(message);
    } else {
      assertThatThrownBy(() -> MessageCodec.decode(message)).isInstanceOf(WireFormatException.class);
    }
  }

  private static List<String> namespaces(JsonNode vector) {
    String namespace = vector.get("namespace").asText();
    return namespace.equals("both") ? List.of("n1", "n2") : List.of(namespace);
  }

  /** Reads a stream as the namespaces of the vectors define it. */
  private static Map<String, String> read(String namespace, byte[] stream) {
    WireReader r = new WireReader(stream);
    TlvStream tlvs = r.tlvs(EVEN_TYPES.getOrDefault(namespace, Set.of()));
    r.expectEnd();
    Map<String, String> values = new TreeMap<>();
    for (Tlv record : tlvs.records()) {
      WireReader value = new WireReader(record.value().toByteArray());
      switch (namespace + " " + Long.toUnsignedString(record.type())) {
        case "n1 1", "n2 0" -> values.put("amount_msat", Long.toUnsignedString(value.truncatedRest(8)));
        case "n1 2" -> values.put("scid", value.shortChannelId().toString());
        case "n1 3" -> {
          values.put("node_id", value.nodeId().toString());
          values.put("amount_msat_1", Long.toUnsignedString(value.u64()));
          values.put("amount_msat_2", Long.toUnsignedString(value.u64()));
        }
        case "n1 254" -> values.put("cltv_delta", String.valueOf(value.u16()));
        case "n2 11" -> values.put("cltv_expiry", Long.toUnsignedString(value.truncatedRest(4)));
        default -> value.rest();
      }
      value.expectEnd();
    }
    return values;
  }

  private static byte[] rewritten(String namespace, byte[] stream) {
    return new WireWriter().tlvs(new WireReader(stream).tlvs(EVEN_TYPES.getOrDefault(namespace, Set.of()))).toByteArray();
  }

  @Test
  void truncatedNumbersAreWrittenMinimally() {
    assertThat(new WireWriter().truncated(0).toByteArray()).isEmpty();
    for (int shift = 0; shift < 64; shift++) {
      long value = 1L << shift;
      byte[] bytes = new WireWriter().truncated(value).toByteArray();
      assertThat(bytes).hasSize(shift / 8 + 1);
      assertThat(new WireReader(bytes).truncatedRest(8)).isEqualTo(value);
    }
  }

  @Test
  void aLengthBeyondTheEndIsRefusedBeforeAnythingIsAllocated() {
    for (String length : List.of("fdffff", "feffffffff", "ffffffffffffffffff", "ff7fffffffffffffff", "ff8000000000000000")) {
      byte[] stream = ByteVector.fromHex("01" + length + "00").toByteArray();
      for (int i = 0; i < 10_000; i++) {
        assertThatThrownBy(() -> TlvStream.read(new WireReader(stream), Set.of())).isInstanceOf(WireFormatException.class);
      }
    }
  }

  @Test
  void shortChannelIdOfTheVectorsReads() {
    assertThat(new ShortChannelId(550)).hasToString("0x0x550");
  }

  private static byte[] bytes(JsonNode hex) {
    return ByteVector.fromHex(hex.asText()).toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return new WireWriter().raw(a).raw(b).toByteArray();
  }
}
