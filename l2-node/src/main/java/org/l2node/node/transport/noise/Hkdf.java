package org.l2node.node.transport.noise;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** RFC 5869 with SHA-256, no info, 64 bytes out: two keys, as BOLT 8 uses it. */
final class Hkdf {
  private final byte[] first;
  private final byte[] second;

  private Hkdf(byte[] first, byte[] second) {
    this.first = first;
    this.second = second;
  }

  static Hkdf of(byte[] salt, byte[] inputKey) {
    var generator = new HKDFBytesGenerator(SHA256Digest.newInstance());
    generator.init(new HKDFParameters(inputKey, salt, null));
    byte[] out = new byte[64];
    generator.generateBytes(out, 0, out.length);
    return new Hkdf(Arrays.copyOf(out, 32), Arrays.copyOfRange(out, 32, 64));
  }

  byte[] first() {
    return first;
  }

  byte[] second() {
    return second;
  }

  @Override
  public String toString() {
    return "Hkdf[***]";
  }
}
