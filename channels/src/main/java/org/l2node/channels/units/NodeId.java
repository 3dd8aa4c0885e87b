package org.l2node.channels.units;

import fr.acinq.bitcoin.PublicKey;

/**
 * The public key that names a node (BOLT 0, BOLT 8).
 *
 * @param key 33 bytes, compressed
 */
public record NodeId(PublicKey key) implements Comparable<NodeId> {
  /** @throws IllegalArgumentException if {@code hex} is not a point on the curve in compressed form */
  public static NodeId fromHex(String hex) {
    if (hex.length() != 66) {
      throw new IllegalArgumentException("not a node id: it has " + hex.length() + " characters, not 66");
    }
    PublicKey key;
    try {
      key = PublicKey.fromHex(hex);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a node id: " + e.getMessage(), e);
    }
    if (!key.isValid()) {
      throw new IllegalArgumentException("not a node id: not a point on the curve");
    }
    return new NodeId(key);
  }

  @Override
  public int compareTo(NodeId other) {
    return java.util.Arrays.compareUnsigned(key.value.toByteArray(), other.key.value.toByteArray());
  }

  @Override
  public String toString() {
    return key.toHex();
  }
}
