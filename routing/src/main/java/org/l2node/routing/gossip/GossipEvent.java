package org.l2node.routing.gossip;

import fr.acinq.bitcoin.OutPoint;
import java.util.List;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;

/** Whatever can happen to gossip. */
public sealed interface GossipEvent {
  /**
   * A connection stands, and both init messages are exchanged.
   *
   * @param features the peer's
   */
  record PeerConnected(NodeId peer, Features features) implements GossipEvent {}

  /** The connection is gone. */
  record PeerDisconnected(NodeId peer) implements GossipEvent {}

  /** From a peer. */
  record Received(NodeId peer, GossipMessage message) implements GossipEvent {}

  /** There is room again in what waits to be sent to a peer: the answer to {@link GossipEffect.MoreWaiting}. */
  record Writable(NodeId peer) implements GossipEvent {}

  /** The chain's answer to {@link GossipEffect.CheckFunding}. */
  record FundingChecked(FundingCheck.Answer answer) implements GossipEvent {}

  /**
   * A block more. Also told once at the start with the tip, and nothing spent.
   *
   * @param spent all outputs that its transactions spend
   */
  record BlockConnected(BlockHeight height, List<OutPoint> spent) implements GossipEvent {
    public BlockConnected {
      spent = List.copyOf(spent);
    }
  }

  /** The block at {@code height} is no longer part of the chain. */
  record BlockDisconnected(BlockHeight height) implements GossipEvent {}

  /** A channel of this node's own is usable, or anything about it has changed. Told for every such channel after a start. */
  record OwnChannelChanged(OwnChannel channel) implements GossipEvent {}

  /**
   * A channel of this node's own is being closed: it forwards no more.
   *
   * @param shortChannelId as it was told last
   */
  record OwnChannelClosed(ShortChannelId shortChannelId) implements GossipEvent {}

  /** Time passes; to be told every second or so. */
  record Tick() implements GossipEvent {}
}
