package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/**
 * What is kept of gossip, so that a restart does not ask for everything again. The messages are whole, with their type. Peers can give it
 * back, so it may be lost.
 */
public sealed interface GossipRecord {
  int VERSION = 1;

  /**
   * A channel whose announcement and funding output were checked.
   *
   * @param outPoint its funding output; null for channels of this node's own
   * @param acceptedAt when
   */
  record Channel(ShortChannelId shortChannelId, ByteVector announcement, Satoshi capacity, @Nullable OutPoint outPoint, Instant acceptedAt)
      implements
        GossipRecord {}

  /** The last channel_update of one direction. */
  record Update(ShortChannelId shortChannelId, int direction, ByteVector update) implements GossipRecord {}

  /** The last node_announcement of a node. */
  record Node(NodeId nodeId, ByteVector announcement) implements GossipRecord {}

  /** The record as it is stored, with its version. */
  default ByteVector write() {
    WireWriter w = new WireWriter().u8(VERSION);
    switch (this) {
      case Channel(var scid, var announcement, var capacity, var outPoint, var acceptedAt) -> {
        w.u8(0).shortChannelId(scid).bytesWithLength(announcement).sat(capacity).u64(acceptedAt.getEpochSecond());
        w.u8(outPoint == null ? 0 : 1);
        if (outPoint != null) {
          w.txId(outPoint.txid).u32(outPoint.index);
        }
      }
      case Update(var scid, int direction, var update) -> w.u8(1).shortChannelId(scid).u8(direction).bytesWithLength(update);
      case Node(var nodeId, var announcement) -> w.u8(2).nodeId(nodeId).bytesWithLength(announcement);
    }
    return w.toBytes();
  }

  /** @throws WireFormatException if {@code bytes} are no record of a version that this node knows: whoever stores them forgets them all */
  static GossipRecord read(ByteVector bytes) {
    WireReader r = new WireReader(bytes.toByteArray());
    int version = r.u8();
    if (version != VERSION) {
      throw new WireFormatException("stored gossip of version " + version);
    }
    int kind = r.u8();
    GossipRecord gossip = switch (kind) {
      case 0 -> {
        ShortChannelId scid = r.shortChannelId();
        ByteVector announcement = r.bytesWithLength();
        Satoshi capacity = r.sat();
        Instant acceptedAt = instant(r.u64());
        OutPoint outPoint = r.u8() == 0 ? null : new OutPoint(r.txId(), r.u32());
        yield new Channel(scid, announcement, capacity, outPoint, acceptedAt);
      }
      case 1 -> new Update(r.shortChannelId(), direction(r.u8()), r.bytesWithLength());
      case 2 -> new Node(r.nodeId(), r.bytesWithLength());
      default -> throw new WireFormatException("stored gossip of kind " + kind);
    };
    r.expectEnd();
    return gossip;
  }

  private static int direction(int stored) {
    if (stored > 1) {
      throw new WireFormatException("stored gossip of a direction that there is not");
    }
    return stored;
  }

  private static Instant instant(long seconds) {
    if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
      throw new WireFormatException("stored gossip of a time that there is not");
    }
    return Instant.ofEpochSecond(seconds);
  }
}
