package org.l2node.node.transport.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of BOLT 8: both sides of the handshake, every way it can fail, and 1,002 messages over two key rotations. */
class NoiseVectorsTest {

  static Stream<JsonNode> initiators() {
    return handshakes("transport-initiator");
  }

  static Stream<JsonNode> responders() {
    return handshakes("transport-responder");
  }

  private static Stream<JsonNode> handshakes(String prefix) {
    return read("/bolt08/handshake.json").get("handshakes").valueStream().filter(h -> h.get("name").asText().startsWith(prefix));
  }

  private static JsonNode read(String resource) {
    try (var in = Objects.requireNonNull(NoiseVectorsTest.class.getResourceAsStream(resource))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void allVectorsAreThere() {
    assertThat(initiators()).hasSize(5);
    assertThat(responders()).hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("initiators")
  void initiator(JsonNode vector) throws NoiseException {
    JsonNode steps = vector.get("steps");
    var initiator = new NoiseInitiator(privateKey(vector, "local_static_private"), privateKey(vector, "ephemeral_private"),
        PublicKey.fromHex(vector.get("remote_static_public").asText()));
    assertThat(initiator.actOne()).isEqualTo(bytes(steps.get(0).get("output")));
    byte[] actTwo = bytes(steps.get(1).get("input"));
    if (steps.get(2).has("error")) {
      assertReason(() -> initiator.actTwo(actTwo), steps.get(2));
    } else {
      var finished = initiator.actTwo(actTwo);
      assertThat(finished.actThree()).isEqualTo(bytes(steps.get(2).get("output")));
      assertKeys(finished.session(), steps.get(3));
    }
  }

  @ParameterizedTest
  @MethodSource("responders")
  void responder(JsonNode vector) throws NoiseException {
    JsonNode steps = vector.get("steps");
    var responder = new NoiseResponder(privateKey(vector, "local_static_private"));
    byte[] actOne = bytes(steps.get(0).get("input"));
    if (steps.get(1).has("error")) {
      assertReason(() -> responder.readActOne(actOne), steps.get(1));
      return;
    }
    var afterTwo = responder.readActOne(actOne).actTwo(privateKey(vector, "ephemeral_private"));
    assertThat(afterTwo.actTwo()).isEqualTo(bytes(steps.get(1).get("output")));
    byte[] actThree = bytes(steps.get(2).get("input"));
    if (steps.get(3).has("error")) {
      assertReason(() -> afterTwo.actThree(actThree), steps.get(3));
    } else {
      NoiseSession session = afterTwo.actThree(actThree);
      assertThat(session.remote().toHex()).isEqualTo("034f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa");
      assertKeys(session, steps.get(3));
    }
  }

  private static void assertReason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, JsonNode step) {
    var expected = NoiseException.Reason.valueOf(step.get("error").asText());
    assertThatThrownBy(call).isInstanceOfSatisfying(NoiseException.class, e -> assertThat(e.reason()).isEqualTo(expected));
  }

  /** Keys do not leave the session, so what they encrypt is compared. */
  private static void assertKeys(NoiseSession session, JsonNode step) throws NoiseException {
    byte[] chainingKey = bytes(read("/bolt08/messages.json").get("ck"));
    byte[] message = {1, 2, 3};
    assertThat(session.sending().encrypt(message)).isEqualTo(new NoiseCipher(bytes(step.get("sk")), chainingKey).encrypt(message));
    assertThat(open(session.receiving(), new NoiseCipher(bytes(step.get("rk")), chainingKey).encrypt(message))).isEqualTo(message);
  }

  @Test
  void messagesOverTwoRotations() throws NoiseException {
    JsonNode vector = read("/bolt08/messages.json");
    var sender = new NoiseCipher(bytes(vector.get("sk")), bytes(vector.get("ck")));
    var receiver = new NoiseCipher(bytes(vector.get("sk")), bytes(vector.get("ck")));
    byte[] message = bytes(vector.get("message"));
    JsonNode frames = vector.get("frames");
    assertThat(frames).hasSize(6);
    int next = 0;
    for (int i = 0; i <= 1001; i++) {
      byte[] frame = sender.encrypt(message);
      if (frames.get(next).get("index").asInt() == i) {
        assertThat(frame).as("frame %d", i).isEqualTo(bytes(frames.get(next++).get("frame")));
      }
      assertThat(open(receiver, frame)).isEqualTo(message);
    }
    assertThat(next).isEqualTo(6);
  }

  private static byte[] open(NoiseCipher cipher, byte[] frame) throws NoiseException {
    int length = cipher.decryptLength(Acts.slice(frame, 0, NoiseCipher.HEADER_LENGTH));
    assertThat(length).isEqualTo(frame.length - NoiseCipher.HEADER_LENGTH);
    return cipher.decryptMessage(Acts.slice(frame, NoiseCipher.HEADER_LENGTH, frame.length));
  }

  private static PrivateKey privateKey(JsonNode vector, String field) {
    return new PrivateKey(ByteVector.fromHex(vector.get(field).asText()).toByteArray());
  }

  private static byte[] bytes(JsonNode hex) {
    return HexFormat.of().parseHex(hex.asText());
  }
}
