package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;

/** A gossip message in its encoded form and its place in the line of what is passed on. */
final class StoredMessage {
  /** The message, type included, as its origin signed it. */
  final ByteVector bytes;
  /** Seconds since 1970; for a channel_announcement that of its channel's latest update. */
  long timestamp;
  /** Who sent it, and so need not hear it again; null: nobody. */
  final @Nullable NodeId source;
  /** Whether this node made it. */
  final boolean own;
  /** Its place in the {@link RelayLog}; -1: not in it. */
  int place = -1;

  StoredMessage(ByteVector bytes, long timestamp, @Nullable NodeId source, boolean own) {
    this.bytes = bytes;
    this.timestamp = timestamp;
    this.source = source;
    this.own = own;
  }
}
