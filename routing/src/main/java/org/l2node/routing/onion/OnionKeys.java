package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The keys that BOLT 4 derives from a shared secret, each for one purpose, and the two functions they are used with. */
final class OnionKeys {
  private static final int NONCE_LENGTH = 12;

  private OnionKeys() {}

  /** Obfuscates the payloads. */
  static byte[] rho(SharedSecret secret) {
    return derive("rho", secret.value());
  }

  /** Authenticates the packet. */
  static byte[] mu(SharedSecret secret) {
    return derive("mu", secret.value());
  }

  /** Authenticates an error. */
  static byte[] um(SharedSecret secret) {
    return derive("um", secret.value());
  }

  /** Obfuscates an error. */
  static byte[] ammag(SharedSecret secret) {
    return derive("ammag", secret.value());
  }

  /** Fills the packet before the first layer is put on. */
  static byte[] pad(ByteVector32 sessionKey) {
    return derive("pad", sessionKey);
  }

  private static byte[] derive(String type, ByteVector32 secret) {
    return hmac(type.getBytes(StandardCharsets.US_ASCII), secret);
  }

  /** HMAC-SHA256 of the parts one after the other. */
  static byte[] hmac(byte[] key, ByteVector... parts) {
    try {
      // The JDK's, whose SHA-256 is several times faster than Bouncy Castle's.
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (ByteVector part : parts) {
        mac.update(part.toByteArray());
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  /** {@code bytes} XOR the ChaCha20 stream of {@code key} under a nonce of zeros: every key is used once. */
  static byte[] xorStream(byte[] key, byte[] bytes) {
    ChaCha7539Engine engine = new ChaCha7539Engine();
    engine.init(true, new ParametersWithIV(new KeyParameter(key), new byte[NONCE_LENGTH]));
    byte[] result = new byte[bytes.length];
    engine.processBytes(bytes, 0, bytes.length, result, 0);
    return result;
  }

  /** The first {@code length} bytes of that stream. */
  static byte[] stream(byte[] key, int length) {
    return xorStream(key, new byte[length]);
  }
}
