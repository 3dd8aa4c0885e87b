package org.l2node.channels.units;

/**
 * A distance in blocks between expiries; 0 to 65,535 on the wire, more where deltas are added up.
 *
 * @param blocks the number of blocks
 */
public record CltvExpiryDelta(int blocks) implements Comparable<CltvExpiryDelta> {
  /** @throws IllegalArgumentException if negative */
  public CltvExpiryDelta {
    if (blocks < 0) {
      throw new IllegalArgumentException("not a cltv_expiry_delta: " + blocks);
    }
  }

  public CltvExpiryDelta plus(CltvExpiryDelta other) {
    return new CltvExpiryDelta(Math.addExact(blocks, other.blocks));
  }

  @Override
  public int compareTo(CltvExpiryDelta other) {
    return Integer.compare(blocks, other.blocks);
  }

  @Override
  public String toString() {
    return blocks + " blocks";
  }
}
