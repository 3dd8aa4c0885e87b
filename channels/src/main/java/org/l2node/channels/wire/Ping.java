package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;

/**
 * BOLT 1, ping: asks for a pong of a certain size.
 *
 * @param numPongBytes how many bytes the pong must hold; 65,532 and more ask for none
 * @param ignored padding
 */
public record Ping(int numPongBytes, ByteVector ignored) implements SetupMessage {
  public static final int TYPE = 18;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.u16(numPongBytes).bytesWithLength(ignored);
  }

  static Ping read(WireReader r) {
    return new Ping(r.u16(), r.bytesWithLength());
  }

  /** From this size on no pong is wanted, and no error either: padding of traffic (BOLT 1). */
  public boolean wantsPong() {
    return numPongBytes < 65532;
  }
}
