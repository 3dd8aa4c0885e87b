package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import org.l2node.channels.units.NodeId;

/**
 * BOLT 7, node_announcement: what a node tells of itself.
 *
 * @param signature by the node
 * @param features of the node
 * @param timestamp seconds since 1970; the later one counts
 * @param nodeId the node
 * @param rgbColor three bytes: red, green, blue
 * @param alias a name of at most 32 bytes of UTF-8, padded with zeros, not to be trusted
 * @param addresses address descriptors; {@link NodeAddress#readAll} reads them
 * @param unknown bytes that later versions add, signed like the rest and relayed with it; empty in ours
 */
public record NodeAnnouncement(
    ByteVector64 signature,
    Features features,
    long timestamp,
    NodeId nodeId,
    ByteVector rgbColor,
    ByteVector32 alias,
    ByteVector addresses,
    ByteVector unknown)
    implements
      GossipMessage {
  public static final int TYPE = 257;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.signature(signature)
        .bytesWithLength(features.toBytes())
        .u32(timestamp)
        .nodeId(nodeId)
        .bytes(rgbColor)
        .bytes32(alias)
        .bytesWithLength(addresses)
        .bytes(unknown);
  }

  static NodeAnnouncement read(WireReader r) {
    return new NodeAnnouncement(
        r.signature(),
        new Features(r.bytesWithLength()),
        r.u32(),
        r.nodeId(),
        r.bytes(3),
        r.bytes32(),
        r.bytesWithLength(),
        r.rest());
  }

  /** What the signature signs: the double SHA-256 of all that follows it, unknown bytes included. */
  public ByteVector32 signedHash() {
    WireWriter w = new WireWriter();
    write(w);
    return new ByteVector32(Crypto.hash256(w.toBytes().drop(64)));
  }
}
