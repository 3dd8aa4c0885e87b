package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.UInt64;

/**
 * BOLT 7, channel_update: on what terms a node forwards in one direction of a channel.
 *
 * @param signature by the node at this end
 * @param chainHash the base chain
 * @param shortChannelId the channel, or an alias where sent to the channel's peer only
 * @param timestamp seconds since 1970; the later one counts
 * @param messageFlags bit 0: always set; bit 1: not to be forwarded
 * @param channelFlags bit 0: direction, 0 from node 1; bit 1: disabled
 * @param cltvExpiryDelta what the node subtracts from an incoming HTLC's expiry
 * @param htlcMinimum in millisatoshi, the smallest HTLC it forwards
 * @param feeBase millisatoshi per HTLC
 * @param feeProportionalMillionths millionths of the amount forwarded
 * @param htlcMaximum in millisatoshi, the largest HTLC it forwards
 * @param unknown bytes that later versions add, signed like the rest and relayed with it; empty in ours
 */
public record ChannelUpdate(
    ByteVector64 signature,
    ByteVector32 chainHash,
    ShortChannelId shortChannelId,
    long timestamp,
    int messageFlags,
    int channelFlags,
    CltvExpiryDelta cltvExpiryDelta,
    UInt64 htlcMinimum,
    long feeBase,
    long feeProportionalMillionths,
    UInt64 htlcMaximum,
    ByteVector unknown)
    implements
      GossipMessage {
  public static final int TYPE = 258;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.signature(signature)
        .bytes32(chainHash)
        .shortChannelId(shortChannelId)
        .u32(timestamp)
        .u8(messageFlags)
        .u8(channelFlags)
        .u16(cltvExpiryDelta.blocks())
        .u64(htlcMinimum.bits())
        .u32(feeBase)
        .u32(feeProportionalMillionths)
        .u64(htlcMaximum.bits())
        .bytes(unknown);
  }

  static ChannelUpdate read(WireReader r) {
    return new ChannelUpdate(
        r.signature(),
        r.bytes32(),
        r.shortChannelId(),
        r.u32(),
        r.u8(),
        r.u8(),
        new CltvExpiryDelta(r.u16()),
        new UInt64(r.u64()),
        r.u32(),
        r.u32(),
        new UInt64(r.u64()),
        r.rest());
  }

  /** What the signature signs: the double SHA-256 of all that follows it, unknown bytes included. */
  public ByteVector32 signedHash() {
    WireWriter w = new WireWriter();
    write(w);
    return new ByteVector32(Crypto.hash256(w.toBytes().drop(64)));
  }

  /** 0: from node 1 to node 2; 1: from node 2 to node 1. */
  public int direction() {
    return channelFlags & 1;
  }

  public boolean isDisabled() {
    return (channelFlags & 2) != 0;
  }

  /** Whether the sender asks not to pass this on (unannounced channels). */
  public boolean dontForward() {
    return (messageFlags & 2) != 0;
  }
}
