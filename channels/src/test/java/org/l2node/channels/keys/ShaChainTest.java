package org.l2node.channels.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector32;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.Bolt3Vectors;
import org.l2node.channels.units.CommitmentNumber;

class ShaChainTest {
  static List<JsonNode> generation() {
    return Bolt3Vectors.list(Bolt3Vectors.read("per-commitment-secrets").get("generation"));
  }

  @ParameterizedTest
  @MethodSource("generation")
  void secretMatchesBolt3(JsonNode vector) {
    var seed = ByteVector32.fromValidHex(vector.get("seed").textValue());
    var number = new CommitmentNumber((1L << 48) - 1 - vector.get("index").asLong());
    assertThat(ShaChain.secret(seed, number).toHex()).isEqualTo(vector.get("output").textValue());
  }
}
