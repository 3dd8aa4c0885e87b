package org.l2node.node.transport.noise;

import javax.crypto.AEADBadTagException;

/**
 * One direction of a connection after the handshake (BOLT 8, Lightning Message Specification): a key, its nonce, and the chaining key from
 * which the next key comes when the nonce reaches 1000. Not safe for several threads.
 */
public final class NoiseCipher {
  /** A length of 2 bytes and its tag: what precedes every message. */
  public static final int HEADER_LENGTH = 2 + Aead.TAG_LENGTH;

  /** The longest message, without tag. */
  public static final int MAX_MESSAGE_LENGTH = 65535;

  /** How many bytes a frame is longer than its message. */
  public static final int OVERHEAD = HEADER_LENGTH + Aead.TAG_LENGTH;

  private static final long ROTATION = 1000;
  private static final byte[] NO_AD = new byte[0];

  private final Aead aead = new Aead();
  private byte[] key;
  private byte[] chainingKey;
  private long nonce;

  NoiseCipher(byte[] key, byte[] chainingKey) {
    this.key = key.clone();
    this.chainingKey = chainingKey.clone();
  }

  /**
   * The frame of a message: encrypted length, its tag, encrypted message, its tag.
   *
   * @throws IllegalArgumentException if the message is longer than {@link #MAX_MESSAGE_LENGTH}
   */
  public byte[] encrypt(byte[] message) {
    if (message.length > MAX_MESSAGE_LENGTH) {
      throw new IllegalArgumentException("a message of " + message.length + " bytes fits no frame");
    }
    byte[] frame = new byte[message.length + OVERHEAD];
    byte[] length = {(byte) (message.length >>> 8), (byte) message.length};
    aead.encrypt(key, nonce, NO_AD, length, 0, length.length, frame, 0);
    step();
    aead.encrypt(key, nonce, NO_AD, message, 0, message.length, frame, HEADER_LENGTH);
    step();
    return frame;
  }

  /**
   * The length of the message that follows.
   *
   * @param header {@link #HEADER_LENGTH} bytes
   * @return how many bytes the encrypted message has, its tag included
   */
  public int decryptLength(byte[] header) throws NoiseException {
    byte[] length = decrypt(header, NoiseException.Reason.BAD_LENGTH_TAG);
    return ((length[0] & 0xff) << 8 | length[1] & 0xff) + Aead.TAG_LENGTH;
  }

  /**
   * The message.
   *
   * @param body as many bytes as {@link #decryptLength} said
   */
  public byte[] decryptMessage(byte[] body) throws NoiseException {
    return decrypt(body, NoiseException.Reason.BAD_MESSAGE_TAG);
  }

  private byte[] decrypt(byte[] ciphertext, NoiseException.Reason badTag) throws NoiseException {
    byte[] plaintext;
    try {
      plaintext = aead.decrypt(key, nonce, NO_AD, ciphertext);
    } catch (AEADBadTagException e) {
      throw new NoiseException(badTag);
    }
    step();
    return plaintext;
  }

  private void step() {
    nonce++;
    if (nonce == ROTATION) {
      Hkdf next = Hkdf.of(chainingKey, key);
      chainingKey = next.first();
      key = next.second();
      nonce = 0;
    }
  }

  @Override
  public String toString() {
    return "NoiseCipher[***]";
  }
}
