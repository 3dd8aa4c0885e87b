package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector32;

/**
 * What the origin node shares with one hop: the key of that hop's layer of the onion and of its errors (BOLT 4). Kept with an HTLC until it
 * is settled; not shown in texts.
 *
 * @param value the 32 bytes
 */
public record SharedSecret(ByteVector32 value) {
  @Override
  public String toString() {
    return "shared secret ***";
  }
}
