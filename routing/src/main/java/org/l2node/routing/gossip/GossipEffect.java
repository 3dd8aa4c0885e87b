package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.routing.graph.NetworkGraph;

/** An order to whoever owns the gossip machine. Nothing here is dangerous: what is lost is asked for again. */
public sealed interface GossipEffect {
  /** Send a message. */
  record Send(NodeId peer, GossipMessage message) implements GossipEffect {}

  /** Send a message that is kept in its encoded form, type included, byte for byte as its origin signed it. */
  record SendEncoded(NodeId peer, ByteVector message) implements GossipEffect {}

  /**
   * There is more for a peer: tell {@link GossipEvent.Writable} as soon as little waits to be sent to it. So a slow reader costs nothing
   * but its place in the line.
   */
  record MoreWaiting(NodeId peer) implements GossipEffect {}

  /** The peer broke a rule: answer as its severity says. */
  record Violated(NodeId peer, ProtocolViolation violation) implements GossipEffect {}

  /** Ask the chain; the answer is {@link GossipEvent.FundingChecked}. At most {@link GossipMachine#MAX_CHECKS} are open at a time. */
  record CheckFunding(FundingCheck check) implements GossipEffect {}

  /** Keep a record, in place of an older one of the same key. */
  record Store(GossipRecord gossip) implements GossipEffect {}

  /** Drop a channel's records: its announcement and updates. */
  record ForgetChannel(ShortChannelId shortChannelId) implements GossipEffect {}

  /** Drop a node's announcement. */
  record ForgetNode(NodeId nodeId) implements GossipEffect {}

  /** The network has changed; this is the graph from now on. */
  record GraphChanged(NetworkGraph graph) implements GossipEffect {}

  /** The peer of a channel of this node's own tells on what terms it forwards to this node: what route hints say. */
  record PeerTermsLearned(ShortChannelId shortChannelId, ChannelUpdate update) implements GossipEffect {}
}
