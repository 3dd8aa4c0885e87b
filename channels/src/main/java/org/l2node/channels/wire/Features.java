package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of feature bits (BOLT 9), as in {@code init}, announcements, invoices and channel types.
 *
 * @param bits big-endian, the last bit of the last byte is bit 0; kept as they were read, so that signed messages keep their bytes
 */
public record Features(ByteVector bits) {
  public static final Features NONE = new Features(ByteVector.empty);

  /** Exactly these bits, in the shortest form. */
  public static Features of(int... bits) {
    int highest = IntStream.of(bits).max().orElse(-1);
    byte[] bytes = new byte[highest / 8 + (highest < 0 ? 0 : 1)];
    for (int bit : bits) {
      bytes[bytes.length - 1 - bit / 8] |= (byte) (1 << (bit % 8));
    }
    return new Features(new ByteVector(bytes));
  }

  public boolean isSet(int bit) {
    int at = bits.size() - 1 - bit / 8;
    return at >= 0 && (bits.get(at) >> (bit % 8) & 1) == 1;
  }

  /** Whether the feature is offered or demanded: its even bit or the odd one above it. */
  public boolean supports(Feature feature) {
    return isSet(feature.bit()) || isSet(feature.bit() + 1);
  }

  /** All bits that are set, ascending. */
  public List<Integer> setBits() {
    return IntStream.range(0, bits.size() * 8).filter(this::isSet).boxed().toList();
  }

  /** The even bits set here that {@code known} does not support: demands that cannot be met, ascending. */
  public List<Integer> unmetDemands(Features known) {
    return setBits().stream().filter(bit -> (bit & 1) == 0 && !known.isSet(bit) && !known.isSet(bit + 1)).toList();
  }

  /** The bits of both. */
  public Features or(Features other) {
    return of(IntStream.concat(setBits().stream().mapToInt(i -> i), other.setBits().stream().mapToInt(i -> i)).toArray());
  }

  /** Whether the same bits are set, whatever the lengths. */
  public boolean sameBits(Features other) {
    return setBits().equals(other.setBits());
  }

  public ByteVector toBytes() {
    return bits;
  }

  @Override
  public String toString() {
    return "features " + setBits();
  }
}
