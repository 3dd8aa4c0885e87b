package org.l2node.node.transport.noise;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PublicKey;
import java.util.Arrays;

/** The form of the handshake's three messages (BOLT 8): version 0, 33 bytes of key, encrypted in act three, and tags. */
public final class Acts {
  public static final int ONE_LENGTH = 50;
  public static final int TWO_LENGTH = 50;
  public static final int THREE_LENGTH = 66;

  private Acts() {}

  static byte[] join(byte[] key, byte[] tag) {
    byte[] act = new byte[1 + key.length + tag.length];
    System.arraycopy(key, 0, act, 1, key.length);
    System.arraycopy(tag, 0, act, 1 + key.length, tag.length);
    return act;
  }

  static void check(byte[] act, int length, NoiseException.Reason readFailed, NoiseException.Reason badVersion) throws NoiseException {
    if (act.length != length) {
      throw new NoiseException(readFailed);
    }
    if (act[0] != 0) {
      throw new NoiseException(badVersion);
    }
  }

  static byte[] slice(byte[] act, int from, int to) {
    return Arrays.copyOfRange(act, from, to);
  }

  static PublicKey point(byte[] bytes, NoiseException.Reason badPubkey) throws NoiseException {
    PublicKey key = new PublicKey(new ByteVector(bytes));
    if (!key.isValid()) {
      throw new NoiseException(badPubkey);
    }
    return key;
  }
}
