package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PublicKey;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.routing.graph.ForwardingTerms;

/**
 * Reads single fields of gossip in its encoded form, type included. Such messages were decoded and checked when they came; decoding them
 * again, points and all, for every graph and every restart would take a hundred times as long.
 */
final class Encoded {
  private static final int TYPE = 2;
  private static final int SIGNATURE = 64;
  private static final int CHAIN_HASH = 32;
  private static final int SCID = 8;
  private static final int POINT = 33;
  private static final int UPDATE_TIMESTAMP = TYPE + SIGNATURE + CHAIN_HASH + SCID;
  private static final int UPDATE_LENGTH = UPDATE_TIMESTAMP + 4 + 1 + 1 + 2 + 8 + 4 + 4 + 8;

  private Encoded() {}

  private static long number(ByteVector bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | bytes.get(at + i) & 0xff;
    }
    return value;
  }

  /** @throws WireFormatException if these are not as many bytes of a message of this type */
  private static void expect(ByteVector bytes, int type, int length) {
    if (bytes.size() < length || number(bytes, 0, TYPE) != type) {
      throw new WireFormatException("stored gossip is no message of type " + type);
    }
  }

  static long updateTimestamp(ByteVector update) {
    expect(update, ChannelUpdate.TYPE, UPDATE_LENGTH);
    return number(update, UPDATE_TIMESTAMP, 4);
  }

  static boolean isDisabled(ByteVector update) {
    return (update.get(UPDATE_TIMESTAMP + 5) & 2) != 0;
  }

  static ForwardingTerms terms(ByteVector update) {
    int at = UPDATE_TIMESTAMP + 6;
    return new ForwardingTerms(new MilliSatoshi(number(update, at + 10, 4)), number(update, at + 14, 4),
        new CltvExpiryDelta((int) number(update, at, 2)), new UInt64(number(update, at + 2, 8)).toMilliSatoshiCapped(),
        new UInt64(number(update, at + 18, 8)).toMilliSatoshiCapped());
  }

  static Features features(ByteVector announcement) {
    int at = TYPE + 4 * SIGNATURE;
    expect(announcement, ChannelAnnouncement.TYPE, at + 2);
    int length = (int) number(announcement, at, 2);
    expect(announcement, ChannelAnnouncement.TYPE, at + 2 + length + CHAIN_HASH + SCID + 4 * POINT);
    return new Features(announcement.slice(at + 2, at + 2 + length));
  }

  /** @param end 0 for node 1, 1 for node 2 */
  static NodeId node(ByteVector announcement, int end) {
    int at = TYPE + 4 * SIGNATURE + 2 + features(announcement).bits().size() + CHAIN_HASH + SCID + end * POINT;
    // A copy: a slice would keep the whole message for every node.
    return new NodeId(new PublicKey(announcement.slice(at, at + POINT).toByteArray()));
  }

  static long nodeTimestamp(ByteVector announcement) {
    int at = TYPE + SIGNATURE;
    expect(announcement, NodeAnnouncement.TYPE, at + 2);
    int features = (int) number(announcement, at, 2);
    expect(announcement, NodeAnnouncement.TYPE, at + 2 + features + 4);
    return number(announcement, at + 2 + features, 4);
  }
}
