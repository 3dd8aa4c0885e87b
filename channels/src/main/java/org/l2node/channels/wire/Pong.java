package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;

/**
 * BOLT 1, pong: the answer to a ping.
 *
 * @param ignored as many zero bytes as the ping asked for
 */
public record Pong(ByteVector ignored) implements SetupMessage {
  public static final int TYPE = 19;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytesWithLength(ignored);
  }

  static Pong read(WireReader r) {
    return new Pong(r.bytesWithLength());
  }
}
