package org.l2node.channels.codec;

import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.SideTerms;
import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** {@link ChannelParams} and {@link SideTerms} as bytes; the two methods of each mirror one another. */
final class ParamsCodec {
  private ParamsCodec() {}

  static void write(WireWriter w, ChannelParams p) {
    w.bytes32(p.chainHash())
        .nodeId(p.localNodeId())
        .nodeId(p.remoteNodeId())
        .temporaryChannelId(p.temporaryChannelId())
        .channelId(p.channelId())
        .bytesWithLength(p.channelType().toBytes())
        .u64(p.keysIndex());
    Forms.flag(w, p.localIsOpener());
    w.sat(p.capacity()).msat(p.push());
    Forms.flag(w, p.announce());
    writeTerms(w, p.local());
    writeTerms(w, p.remote());
    w.u32(p.minimumDepth());
    Forms.outPoint(w, p.funding());
    Forms.bytes(w, p.localShutdownScript());
    w.u32(p.createdAt().value());
    Forms.flag(w, p.closesOnlyThere());
    Forms.optional(w, p.remoteUpfrontScript(), Forms::bytes);
    Forms.optional(w, p.localAlias(), (writer, alias) -> writer.u64(alias.value()));
  }

  /** @param version of the form; before 2 there were neither upfront_shutdown_script nor aliases of this node */
  static ChannelParams read(WireReader r, int version) {
    boolean hasMore = version >= 2;
    return new ChannelParams(
        r.bytes32(),
        r.nodeId(),
        r.nodeId(),
        r.temporaryChannelId(),
        r.channelId(),
        new Features(r.bytesWithLength()),
        r.u64(),
        Forms.flag(r),
        r.sat(),
        r.msat(),
        Forms.flag(r),
        readTerms(r),
        readTerms(r),
        Forms.int31(r),
        Forms.outPoint(r),
        Forms.bytes(r),
        Forms.height(r),
        hasMore && Forms.flag(r),
        hasMore ? Forms.optional(r, Forms::bytes) : null,
        hasMore ? Forms.optional(r, reader -> new ScidAlias(reader.u64())) : null);
  }

  static void writeTerms(WireWriter w, SideTerms t) {
    w.sat(t.dustLimit())
        .u64(t.maxHtlcValueInFlight().bits())
        .sat(t.channelReserve())
        .msat(t.htlcMinimum())
        .u16(t.toSelfDelay().blocks())
        .u16(t.maxAcceptedHtlcs());
    t.basepoints().write(w);
  }

  static SideTerms readTerms(WireReader r) {
    return new SideTerms(
        r.sat(),
        new UInt64(r.u64()),
        r.sat(),
        r.msat(),
        new ToSelfDelay(r.u16()),
        r.u16(),
        ChannelBasepoints.read(r));
  }
}
