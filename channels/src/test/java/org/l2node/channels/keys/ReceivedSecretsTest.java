package org.l2node.channels.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.Bolt3Vectors;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

class ReceivedSecretsTest {
  private static final ByteVector32 SEED = KeyTests.bytes32(new Random(7));

  static List<JsonNode> storage() {
    return Bolt3Vectors.list(Bolt3Vectors.read("per-commitment-secrets").get("storage"));
  }

  @ParameterizedTest
  @MethodSource("storage")
  void insertMatchesBolt3(JsonNode vector) {
    var secrets = ReceivedSecrets.NONE;
    for (JsonNode insert : vector.get("inserts")) {
      assertThat(insert.get("index").asLong()).isEqualTo((1L << 48) - 1 - secrets.next().value());
      var inserted = secrets.insert(PrivateKey.fromHex(insert.get("secret").textValue()));
      assertThat(inserted.isPresent()).isEqualTo(insert.get("accepted").booleanValue());
      secrets = inserted.orElse(secrets);
    }
  }

  @Test
  void allSecretsStayKnownAndFewAreStored() {
    var secrets = ReceivedSecrets.NONE;
    for (long n = 0; n < 1100; n++) {
      secrets = secrets.insert(secret(n)).orElseThrow();
      if (n < 70 || n % 97 == 0) {
        for (long m = 0; m <= n; m++) {
          assertThat(secrets.secret(new CommitmentNumber(m))).contains(secret(m));
        }
      }
      assertThat(secrets.secret(new CommitmentNumber(n + 1))).isEmpty();
      assertThat(restored(secrets)).isEqualTo(secrets);
    }
    assertThat(secrets.next()).isEqualTo(new CommitmentNumber(1100));
    assertThat(encoded(secrets)).hasSize(8 + 32 * 11);
    assertThat(restored(secrets).insert(secret(1100))).isPresent();
    assertThat(restored(secrets).secret(new CommitmentNumber(700))).contains(secret(700));
  }

  @Test
  void secretOfAnotherSeedIsRefused() {
    var secrets = ReceivedSecrets.NONE;
    for (long n = 0; n < 7; n++) {
      secrets = secrets.insert(secret(n)).orElseThrow();
    }
    // Commitment 7 has an index with three zero bits at its end: all before it follow from it.
    assertThat(secrets.insert(secret(8))).isEmpty();
    assertThat(secrets.insert(secret(7))).isPresent();
  }

  @Test
  void storedBytesMustBeWhole() {
    var bytes = encoded(ReceivedSecrets.NONE.insert(secret(0)).orElseThrow());
    var short31 = java.util.Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> ReceivedSecrets.read(new WireReader(short31))).isInstanceOf(WireFormatException.class);
    var tooMany = new WireWriter().u64(-1).toByteArray();
    assertThatThrownBy(() -> ReceivedSecrets.read(new WireReader(tooMany))).isInstanceOf(WireFormatException.class);
  }

  @Test
  void textShowsNoSecret() {
    assertThat(ReceivedSecrets.NONE.insert(secret(0)).orElseThrow()).hasToString("1 received secrets");
  }

  private static PrivateKey secret(long number) {
    return ShaChain.secret(SEED, new CommitmentNumber(number));
  }

  private static byte[] encoded(ReceivedSecrets secrets) {
    var w = new WireWriter();
    secrets.write(w);
    return w.toByteArray();
  }

  private static ReceivedSecrets restored(ReceivedSecrets secrets) {
    var r = new WireReader(encoded(secrets));
    var restored = ReceivedSecrets.read(r);
    r.expectEnd();
    return restored;
  }
}
