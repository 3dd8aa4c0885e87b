package org.l2node.routing.invoice;

import java.util.Arrays;

/** Reads groups of 5 bits, the digits of bech32; every length is checked against what is left. */
final class GroupReader {
  private final byte[] groups;
  private int position;

  GroupReader(byte[] groups) {
    this.groups = groups;
  }

  int remaining() {
    return groups.length - position;
  }

  byte[] take(String field, int count) throws InvalidInvoiceException {
    if (count > remaining()) {
      throw malformed(field, "it ends after " + remaining() + " of " + count + " characters");
    }
    position += count;
    return Arrays.copyOfRange(groups, position - count, position);
  }

  long number(String field, int count) throws InvalidInvoiceException {
    return number(take(field, count));
  }

  /** @param groups at most 12 */
  static long number(byte[] groups) {
    long value = 0;
    for (byte group : groups) {
      value = value << 5 | group;
    }
    return value;
  }

  /** The bytes in {@code groups}; refuses bits that are no byte and not zero, and a last group that holds nothing. */
  static byte[] bytes(String field, byte[] groups) throws InvalidInvoiceException {
    int surplus = groups.length * 5 % 8;
    if (surplus >= 5 || surplus > 0 && (groups[groups.length - 1] & (1 << surplus) - 1) != 0) {
      throw malformed(field, "its padding is not zero");
    }
    return Arrays.copyOf(padded(groups), groups.length * 5 / 8);
  }

  /** {@code groups} filled up with zero bits to a whole byte. */
  static byte[] padded(byte[] groups) {
    byte[] bytes = new byte[(groups.length * 5 + 7) / 8];
    for (int i = 0; i < groups.length; i++) {
      int bit = i * 5;
      // A group lies in one byte or in two.
      int shifted = groups[i] << (16 - 5 - bit % 8);
      bytes[bit / 8] |= (byte) (shifted >> 8);
      if (bit % 8 > 3) {
        bytes[bit / 8 + 1] |= (byte) shifted;
      }
    }
    return bytes;
  }

  private static InvalidInvoiceException malformed(String field, String why) {
    return new InvalidInvoiceException(new InvoiceError.MalformedField(field, why));
  }
}
