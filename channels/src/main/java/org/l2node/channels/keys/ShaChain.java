package org.l2node.channels.keys;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.security.DigestException;
import java.security.MessageDigest;
import org.l2node.channels.units.CommitmentNumber;

/**
 * The chain of per-commitment secrets that one seed gives (BOLT 3, Per-commitment Secret Requirements). The secrets of the BOLT are
 * numbered downwards from 2^48-1; here they have the numbers of their commitments, from 0 up.
 */
public final class ShaChain {
  static final int INDEX_BITS = 48;
  static final long FIRST_INDEX = (1L << INDEX_BITS) - 1;

  private ShaChain() {}

  /** The secret of commitment {@code number}. */
  public static PrivateKey secret(ByteVector32 seed, CommitmentNumber number) {
    return new PrivateKey(new ByteVector32(derive(seed.toByteArray(), INDEX_BITS, indexOf(number))));
  }

  static long indexOf(CommitmentNumber number) {
    return FIRST_INDEX - number.value();
  }

  /**
   * The secret at {@code index}, from one whose index has the same bits from {@code bits} up and zeros below. Leaves {@code base} as it is.
   */
  static byte[] derive(byte[] base, int bits, long index) {
    byte[] secret = base.clone();
    MessageDigest digest = Sha256.digest();
    try {
      for (int bit = bits - 1; bit >= 0; bit--) {
        if ((index >>> bit & 1) != 0) {
          secret[bit / 8] ^= (byte) (1 << bit % 8);
          digest.update(secret);
          digest.digest(secret, 0, secret.length);
        }
      }
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes are enough for a SHA-256", e);
    }
    return secret;
  }
}
