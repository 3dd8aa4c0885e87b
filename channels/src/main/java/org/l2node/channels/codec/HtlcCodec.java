package org.l2node.channels.codec;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.HtlcMark;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** HTLCs and their marks as bytes. */
final class HtlcCodec {
  private HtlcCodec() {}

  static void write(WireWriter w, ChannelHtlc htlc) {
    w.u8(htlc.isIncoming() ? 0 : 1);
    // The message as it stood on the wire: what an add may carry besides its fields is kept as it is.
    Forms.bytes(w, MessageCodec.encodeToBytes(htlc.add()));
    Forms.optional(w, htlc.origin(), HtlcCodec::writeOrigin);
  }

  static ChannelHtlc read(WireReader r, ChannelId channelId) {
    int direction = r.u8();
    if (!(MessageCodec.decode(Forms.bytes(r).toByteArray()) instanceof UpdateAddHtlc add) || !add.channelId().equals(channelId)) {
      throw new WireFormatException("not an HTLC of channel " + channelId);
    }
    @Nullable
    Origin origin = Forms.optional(r, HtlcCodec::readOrigin);
    return switch (direction) {
      case 0 -> ChannelHtlc.incoming(add);
      case 1 -> {
        if (origin == null) {
          throw new WireFormatException("outgoing HTLC without origin");
        }
        yield ChannelHtlc.outgoing(add, origin);
      }
      default -> throw new WireFormatException("not a direction: " + direction);
    };
  }

  private static void writeOrigin(WireWriter w, Origin origin) {
    switch (origin) {
      case Origin.Local(long paymentId, int part) -> w.u8(0).u64(paymentId).u32(part);
      case Origin.Relayed relayed -> w.u8(1).channelId(relayed.upstream()).htlcId(relayed.htlcId());
    }
  }

  private static Origin readOrigin(WireReader r) {
    int kind = r.u8();
    return switch (kind) {
      case 0 -> new Origin.Local(r.u64(), Forms.int31(r));
      case 1 -> new Origin.Relayed(r.channelId(), r.htlcId());
      default -> throw new WireFormatException("not an origin: " + kind);
    };
  }

  static void writeMark(WireWriter w, HtlcMark mark) {
    Forms.optional(w, mark.addedLocal(), Forms::number);
    Forms.optional(w, mark.addedRemote(), Forms::number);
    Forms.optional(w, mark.settlement(), HtlcCodec::writeSettlement);
    Forms.optional(w, mark.removedLocal(), Forms::number);
    Forms.optional(w, mark.removedRemote(), Forms::number);
    Forms.flag(w, mark.resolved());
  }

  static HtlcMark readMark(WireReader r) {
    return new HtlcMark(
        Forms.optional(r, Forms::number),
        Forms.optional(r, Forms::number),
        Forms.optional(r, HtlcCodec::readSettlement),
        Forms.optional(r, Forms::number),
        Forms.optional(r, Forms::number),
        Forms.flag(r));
  }

  private static void writeSettlement(WireWriter w, Settlement settlement) {
    switch (settlement) {
      case Settlement.Fulfilled fulfilled -> w.u8(0).preimage(fulfilled.preimage());
      case Settlement.Failed failed -> Forms.bytes(w.u8(1), failed.reason());
      case Settlement.Malformed malformed -> w.u8(2).bytes32(malformed.onionHash()).u16(malformed.failureCode());
      case Settlement.NeverSent neverSent -> Forms.text(w.u8(3), neverSent.why());
    }
  }

  private static Settlement readSettlement(WireReader r) {
    int kind = r.u8();
    return switch (kind) {
      case 0 -> new Settlement.Fulfilled(r.preimage());
      case 1 -> new Settlement.Failed(Forms.bytes(r));
      case 2 -> new Settlement.Malformed(r.bytes32(), r.u16());
      case 3 -> new Settlement.NeverSent(Forms.text(r));
      default -> throw new WireFormatException("not a settlement: " + kind);
    };
  }
}
