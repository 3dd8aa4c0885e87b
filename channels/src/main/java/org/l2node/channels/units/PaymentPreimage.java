package org.l2node.channels.units;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;

/**
 * What unlocks an HTLC and proves a payment. Not shown in texts.
 *
 * @param value the 32 bytes
 */
public record PaymentPreimage(ByteVector32 value) implements Comparable<PaymentPreimage> {
  /** @throws IllegalArgumentException if {@code hex} is not 64 hexadecimal digits */
  public static PaymentPreimage fromHex(String hex) {
    return new PaymentPreimage(ByteVector32.fromValidHex(hex));
  }

  /** The hash that this preimage unlocks. */
  public PaymentHash hash() {
    return new PaymentHash(new ByteVector32(Crypto.sha256(value.toByteArray())));
  }

  @Override
  public int compareTo(PaymentPreimage other) {
    return java.util.Arrays.compareUnsigned(value.toByteArray(), other.value.toByteArray());
  }

  @Override
  public String toString() {
    return "preimage ***";
  }
}
