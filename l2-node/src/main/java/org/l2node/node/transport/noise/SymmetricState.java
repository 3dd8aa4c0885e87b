package org.l2node.node.transport.noise;

import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.nio.charset.StandardCharsets;
import javax.crypto.AEADBadTagException;

/**
 * What both sides carry through the handshake (BOLT 8, Handshake State): the chaining key, the handshake hash, the key of the current act.
 */
final class SymmetricState {
  private static final byte[] PROTOCOL_NAME = "Noise_XK_secp256k1_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PROLOGUE = "lightning".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY = new byte[0];

  private final Aead aead = new Aead();
  private byte[] chainingKey = Crypto.sha256(PROTOCOL_NAME);
  private byte[] hash = chainingKey;
  private byte[] key = EMPTY;

  SymmetricState(PublicKey responderStatic) {
    mixHash(PROLOGUE);
    mixHash(responderStatic.value.toByteArray());
  }

  void mixHash(byte[] bytes) {
    byte[] all = new byte[hash.length + bytes.length];
    System.arraycopy(hash, 0, all, 0, hash.length);
    System.arraycopy(bytes, 0, all, hash.length, bytes.length);
    hash = Crypto.sha256(all);
  }

  /** Mixes the ECDH of the two keys into the chaining key and takes the next act's key from it. */
  void mixKey(PrivateKey privateKey, PublicKey publicKey) {
    Hkdf keys = Hkdf.of(chainingKey, Crypto.ecdh(privateKey, publicKey));
    chainingKey = keys.first();
    key = keys.second();
  }

  byte[] encryptAndHash(long nonce, byte[] plaintext) {
    byte[] ciphertext = aead.encrypt(key, nonce, hash, plaintext);
    mixHash(ciphertext);
    return ciphertext;
  }

  byte[] tag() {
    return encryptAndHash(0, EMPTY);
  }

  byte[] decryptAndHash(long nonce, byte[] ciphertext, NoiseException.Reason badTag) throws NoiseException {
    try {
      byte[] plaintext = aead.decrypt(key, nonce, hash, ciphertext);
      mixHash(ciphertext);
      return plaintext;
    } catch (AEADBadTagException e) {
      throw new NoiseException(badTag);
    }
  }

  /** The keys of the messages, as the initiator uses them: the first encrypts what it sends. */
  Hkdf split() {
    return Hkdf.of(chainingKey, EMPTY);
  }

  byte[] chainingKey() {
    return chainingKey;
  }
}
