package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;

/**
 * A message of an odd type that this node does not know, to be ignored (BOLT 1, it's OK to be odd).
 *
 * @param type an odd u16
 * @param payload what stood behind the type
 */
public record UnknownMessage(int type, ByteVector payload) implements Message {
  @Override
  public void write(WireWriter w) {
    w.bytes(payload);
  }
}
