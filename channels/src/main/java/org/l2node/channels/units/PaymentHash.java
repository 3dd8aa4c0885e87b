package org.l2node.channels.units;

import fr.acinq.bitcoin.ByteVector32;

/**
 * The SHA-256 of a payment preimage: what an HTLC is locked to.
 *
 * @param value the 32 bytes
 */
public record PaymentHash(ByteVector32 value) implements Comparable<PaymentHash> {
  /** @throws IllegalArgumentException if {@code hex} is not 64 hexadecimal digits */
  public static PaymentHash fromHex(String hex) {
    return new PaymentHash(ByteVector32.fromValidHex(hex));
  }

  @Override
  public int compareTo(PaymentHash other) {
    return java.util.Arrays.compareUnsigned(value.toByteArray(), other.value.toByteArray());
  }

  @Override
  public String toString() {
    return value.toHex();
  }
}
