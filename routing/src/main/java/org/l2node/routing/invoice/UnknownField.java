package org.l2node.routing.invoice;

import fr.acinq.bitcoin.ByteVector;

/**
 * A field that this node does not know or must skip: another type, a fallback address of another version, a known field of another length.
 *
 * @param type 0 to 31
 * @param groups what it holds, 5 bits in each byte; at most 1,023
 */
public record UnknownField(int type, ByteVector groups) {
  /** @throws IllegalArgumentException if out of range */
  public UnknownField {
    if (type < 0 || type > 31 || groups.size() > 1023) {
      throw new IllegalArgumentException("no field: type " + type + " with " + groups.size() + " groups");
    }
  }
}
