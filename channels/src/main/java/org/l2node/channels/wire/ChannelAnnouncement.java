package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * BOLT 7, channel_announcement: proves that a channel between two nodes exists.
 *
 * @param nodeSignature1 by node 1
 * @param nodeSignature2 by node 2
 * @param bitcoinSignature1 by node 1's funding key
 * @param bitcoinSignature2 by node 2's funding key
 * @param features of the channel
 * @param chainHash the base chain
 * @param shortChannelId where the funding output is
 * @param nodeId1 the lesser node id
 * @param nodeId2 the greater node id
 * @param bitcoinKey1 node 1's funding key
 * @param bitcoinKey2 node 2's funding key
 * @param unknown bytes that later versions add, signed like the rest and relayed with it; empty in ours
 */
public record ChannelAnnouncement(
    ByteVector64 nodeSignature1,
    ByteVector64 nodeSignature2,
    ByteVector64 bitcoinSignature1,
    ByteVector64 bitcoinSignature2,
    Features features,
    ByteVector32 chainHash,
    ShortChannelId shortChannelId,
    NodeId nodeId1,
    NodeId nodeId2,
    PublicKey bitcoinKey1,
    PublicKey bitcoinKey2,
    ByteVector unknown)
    implements
      GossipMessage {
  public static final int TYPE = 256;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.signature(nodeSignature1)
        .signature(nodeSignature2)
        .signature(bitcoinSignature1)
        .signature(bitcoinSignature2)
        .bytesWithLength(features.toBytes())
        .bytes32(chainHash)
        .shortChannelId(shortChannelId)
        .nodeId(nodeId1)
        .nodeId(nodeId2)
        .point(bitcoinKey1)
        .point(bitcoinKey2)
        .bytes(unknown);
  }

  static ChannelAnnouncement read(WireReader r) {
    return new ChannelAnnouncement(
        r.signature(),
        r.signature(),
        r.signature(),
        r.signature(),
        new Features(r.bytesWithLength()),
        r.bytes32(),
        r.shortChannelId(),
        r.nodeId(),
        r.nodeId(),
        r.point(),
        r.point(),
        r.rest());
  }

  /** What the signatures sign: the double SHA-256 of all that follows them, unknown bytes included. */
  public ByteVector32 signedHash() {
    WireWriter w = new WireWriter();
    write(w);
    return new ByteVector32(Crypto.hash256(w.toBytes().drop(256)));
  }
}
