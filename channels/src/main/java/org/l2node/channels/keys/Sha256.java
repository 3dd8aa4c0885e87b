package org.l2node.channels.keys;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 by the JDK, whose intrinsic is several times faster than Bouncy Castle's. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static ByteVector32 hash(ByteVector first, ByteVector second) {
    MessageDigest digest = digest();
    digest.update(first.toByteArray());
    return new ByteVector32(digest.digest(second.toByteArray()));
  }
}
