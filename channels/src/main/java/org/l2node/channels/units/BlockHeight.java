package org.l2node.channels.units;

/**
 * A place in the base chain: the number of blocks below; 0 to 2^31-1.
 *
 * @param value the height
 */
public record BlockHeight(int value) implements Comparable<BlockHeight> {
  /** @throws IllegalArgumentException if negative */
  public BlockHeight {
    if (value < 0) {
      throw new IllegalArgumentException("not a block height: " + value);
    }
  }

  public BlockHeight plus(int blocks) {
    return new BlockHeight(Math.addExact(value, blocks));
  }

  /** The expiry {@code delta} blocks above this height. */
  public CltvExpiry plus(CltvExpiryDelta delta) {
    return new CltvExpiry(Math.addExact(value, delta.blocks()));
  }

  public boolean isBelow(BlockHeight other) {
    return value < other.value;
  }

  @Override
  public int compareTo(BlockHeight other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "height " + value;
  }
}
