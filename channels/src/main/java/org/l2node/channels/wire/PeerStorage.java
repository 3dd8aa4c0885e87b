package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;

/**
 * BOLT 1, peer_storage: a backup that the sender asks this node to keep (option_provide_storage).
 *
 * @param blob encrypted by the sender, at most 65,531 bytes
 */
public record PeerStorage(ByteVector blob) implements SetupMessage {
  public static final int TYPE = 7;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytesWithLength(blob);
  }

  static PeerStorage read(WireReader r) {
    return new PeerStorage(r.bytesWithLength());
  }
}
