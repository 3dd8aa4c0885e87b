package org.l2node.channels.keys;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the script interpreter asks of the native library since 0.23.0; the release for macOS lacks it, so this is not compiled there. */
class NativeDerTest {
  private static final Secp256k1 NATIVE = Secp256k1.get();

  @Test
  void derIsReadBack() {
    Random random = new Random(23);
    for (int i = 0; i < 100; i++) {
      byte[] hash = new byte[32];
      byte[] key = new byte[32];
      random.nextBytes(hash);
      random.nextBytes(key);
      byte[] signature = BouncyCastleCurve.sign(hash, key);
      assertThat(NATIVE.der2compact(NATIVE.compact2der(signature))).isEqualTo(signature);
    }
  }
}
