package org.l2node.node.peer;

import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.units.ChannelId;

/** What came of the wish to open a channel. */
public sealed interface OpenResult {
  /** The peer has signed; the funding transaction is on its way. */
  record Opened(ChannelId channelId) implements OpenResult {}

  /** Not even asked for: this node, or what the peer offers, does not allow it. */
  record Rejected(RejectReason reason) implements OpenResult {}

  /**
   * It came to nothing; no money has moved.
   *
   * @param byPeer whether the peer refused
   * @param text why, for people
   */
  record Failed(boolean byPeer, String text) implements OpenResult {}
}
