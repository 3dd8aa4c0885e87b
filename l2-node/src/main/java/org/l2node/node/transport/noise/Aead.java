package org.l2node.node.transport.noise;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) with the nonces of BOLT 8: 4 zero bytes, then a 64-bit counter, little-endian. Not safe for several threads.
 */
final class Aead {
  static final int TAG_LENGTH = 16;

  private final Cipher cipher;

  Aead() {
    try {
      cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no ChaCha20-Poly1305", e);
    }
  }

  /** Encrypts {@code length} bytes of {@code in} into {@code out}, the tag behind them. */
  void encrypt(byte[] key, long nonce, byte[] ad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      init(Cipher.ENCRYPT_MODE, key, nonce, ad);
      cipher.doFinal(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] encrypt(byte[] key, long nonce, byte[] ad, byte[] plaintext) {
    byte[] out = new byte[plaintext.length + TAG_LENGTH];
    encrypt(key, nonce, ad, plaintext, 0, plaintext.length, out, 0);
    return out;
  }

  /**
   * @param ciphertext the encrypted bytes and their tag
   * @throws AEADBadTagException if the tag does not belong to the rest
   */
  byte[] decrypt(byte[] key, long nonce, byte[] ad, byte[] ciphertext) throws AEADBadTagException {
    try {
      init(Cipher.DECRYPT_MODE, key, nonce, ad);
      return cipher.doFinal(ciphertext);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void init(int mode, byte[] key, long nonce, byte[] ad) throws GeneralSecurityException {
    byte[] iv = new byte[12];
    for (int i = 0; i < 8; i++) {
      iv[4 + i] = (byte) (nonce >>> (8 * i));
    }
    cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(iv));
    if (ad.length > 0) {
      cipher.updateAAD(ad);
    }
  }
}
