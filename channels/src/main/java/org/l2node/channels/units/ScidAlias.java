package org.l2node.channels.units;

/**
 * A name for a channel that only its two peers use in onions and route hints (BOLT 2, {@code channel_ready}, TLV 1). It has the shape of a
 * {@link ShortChannelId} but no place in the chain.
 *
 * @param value the 64 bits as on the wire
 */
public record ScidAlias(long value) implements Comparable<ScidAlias> {
  /** As onions, route hints and channel_update write it. */
  public ShortChannelId toShortChannelId() {
    return new ShortChannelId(value);
  }

  @Override
  public int compareTo(ScidAlias other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return "alias " + new ShortChannelId(value);
  }
}
