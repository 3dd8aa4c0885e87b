package org.l2node.channels;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import org.junit.jupiter.api.Test;

class NativeCryptoTest {

  @Test
  void nativeLibrarySignsAndVerifies() {
    var key = new PrivateKey(ByteVector32.fromValidHex("01".repeat(32)));
    var message = ByteVector32.fromValidHex("02".repeat(32)).toByteArray();
    var signature = Crypto.sign(message, key);
    assertThat(Crypto.verifySignature(message, signature, key.publicKey())).isTrue();
    assertThat(Crypto.verifySignature(new byte[32], signature, key.publicKey())).isFalse();
  }
}
