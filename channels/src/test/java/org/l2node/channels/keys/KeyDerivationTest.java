package org.l2node.channels.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.l2node.channels.Bolt3Vectors;

class KeyDerivationTest {
  private static final JsonNode VECTOR = Bolt3Vectors.read("key-derivation");
  private static final PrivateKey BASE_SECRET = PrivateKey.fromHex(text("baseSecret"));
  private static final PrivateKey PER_COMMITMENT_SECRET = PrivateKey.fromHex(text("perCommitmentSecret"));
  private static final PublicKey BASE_POINT = PublicKey.fromHex(text("basePoint"));
  private static final PublicKey PER_COMMITMENT_POINT = PublicKey.fromHex(text("perCommitmentPoint"));

  private static String text(String name) {
    return VECTOR.get(name).textValue();
  }

  @Test
  void pointsOfTheVectorBelongToItsSecrets() {
    assertThat(BASE_SECRET.publicKey()).isEqualTo(BASE_POINT);
    assertThat(PER_COMMITMENT_SECRET.publicKey()).isEqualTo(PER_COMMITMENT_POINT);
  }

  @Test
  void publicKeyMatchesBolt3() {
    assertThat(KeyDerivation.publicKey(BASE_POINT, PER_COMMITMENT_POINT).toHex()).isEqualTo(text("localpubkey"));
  }

  @Test
  void privateKeyMatchesBolt3() {
    assertThat(KeyDerivation.privateKey(BASE_SECRET, BASE_POINT, PER_COMMITMENT_POINT).toHex()).isEqualTo(text("localprivkey"));
  }

  @Test
  void revocationPublicKeyMatchesBolt3() {
    assertThat(KeyDerivation.revocationPublicKey(BASE_POINT, PER_COMMITMENT_POINT).toHex()).isEqualTo(text("revocationpubkey"));
  }

  @Test
  void revocationPrivateKeyMatchesBolt3() {
    assertThat(KeyDerivation.revocationPrivateKey(BASE_SECRET, PER_COMMITMENT_SECRET).toHex()).isEqualTo(text("revocationprivkey"));
  }

  @Test
  void privateKeysBelongToPublicKeysOfRandomSecrets() {
    var random = new Random(3);
    for (int i = 0; i < 50; i++) {
      var secret = KeyTests.privateKey(random);
      var perCommitmentSecret = KeyTests.privateKey(random);
      var point = perCommitmentSecret.publicKey();
      assertThat(KeyDerivation.privateKey(secret, secret.publicKey(), point).publicKey())
          .isEqualTo(KeyDerivation.publicKey(secret.publicKey(), point));
      assertThat(KeyDerivation.revocationPrivateKey(secret, perCommitmentSecret).publicKey())
          .isEqualTo(KeyDerivation.revocationPublicKey(secret.publicKey(), point));
    }
  }
}
