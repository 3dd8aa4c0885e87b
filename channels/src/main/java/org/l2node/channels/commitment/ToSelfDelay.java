package org.l2node.channels.commitment;

/**
 * The blocks that a side waits for the outputs of its own commitment, so that the other side can punish it should that commitment be
 * revoked (BOLT 2, {@code to_self_delay}).
 *
 * @param blocks 0 to 65,535
 */
public record ToSelfDelay(int blocks) {
  /** @throws IllegalArgumentException if not a u16 */
  public ToSelfDelay {
    if (blocks < 0 || blocks > 0xffff) {
      throw new IllegalArgumentException("not a to_self_delay: " + blocks);
    }
  }

  @Override
  public String toString() {
    return blocks + " blocks";
  }
}
