package org.l2node.channels.units;

import fr.acinq.bitcoin.ByteVector32;

/**
 * What the payee put into its invoice so that only who has read it can pay it (BOLT 11, field s). Not shown in texts.
 *
 * @param value the 32 bytes
 */
public record PaymentSecret(ByteVector32 value) implements Comparable<PaymentSecret> {
  /** @throws IllegalArgumentException if {@code hex} is not 64 hexadecimal digits */
  public static PaymentSecret fromHex(String hex) {
    return new PaymentSecret(ByteVector32.fromValidHex(hex));
  }

  @Override
  public int compareTo(PaymentSecret other) {
    return java.util.Arrays.compareUnsigned(value.toByteArray(), other.value.toByteArray());
  }

  @Override
  public String toString() {
    return "payment secret ***";
  }
}
