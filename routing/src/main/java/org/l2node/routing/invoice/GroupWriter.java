package org.l2node.routing.invoice;

import java.io.ByteArrayOutputStream;

/** Collects groups of 5 bits, the digits of bech32. */
final class GroupWriter {
  private final ByteArrayOutputStream groups = new ByteArrayOutputStream();

  /** {@code value} in exactly {@code count} groups. */
  GroupWriter number(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      groups.write((int) (value >>> (5 * i)) & 31);
    }
    return this;
  }

  /** {@code bytes}, filled up with zero bits to a whole group. */
  GroupWriter bytes(byte[] bytes) {
    int pending = 0;
    int bits = 0;
    for (byte b : bytes) {
      pending = (pending & 31) << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        groups.write(pending >> bits & 31);
      }
    }
    if (bits > 0) {
      groups.write(pending << (5 - bits) & 31);
    }
    return this;
  }

  GroupWriter groups(byte[] more) {
    groups.writeBytes(more);
    return this;
  }

  byte[] toGroups() {
    return groups.toByteArray();
  }

  /** How many groups {@code value} needs, none for zero. */
  static int lengthOf(long value) {
    return (64 - Long.numberOfLeadingZeros(value) + 4) / 5;
  }
}
