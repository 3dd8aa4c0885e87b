package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;

/**
 * BOLT 1, peer_storage_retrieval: the backup given back to its owner.
 *
 * @param blob encrypted by the receiver of this message
 */
public record PeerStorageRetrieval(ByteVector blob) implements SetupMessage {
  public static final int TYPE = 9;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytesWithLength(blob);
  }

  static PeerStorageRetrieval read(WireReader r) {
    return new PeerStorageRetrieval(r.bytesWithLength());
  }
}
