package org.l2node.routing.gossip;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;

/** A connected peer as gossip sees it. */
final class PeerState {
  final NodeId id;
  /** Whether it is worth asking (BOLT 7, query messages). */
  final boolean answersQueries;
  /** Whether this node's own gossip is sent to it as it is made, asked for or not. */
  boolean hasChannel;
  /** Whether it was asked to stream new gossip to us. */
  boolean streams;
  /** What it wants to hear: timestamps from the first, inclusive, to the second, exclusive; null: it has not said, so it hears nothing. */
  long @Nullable [] filter;
  /** How far in the {@link RelayLog} it has been sent. */
  int place;
  /** What it asked for that has not been answered in full: at most one query of each kind. */
  @Nullable
  Answer idsAnswer;

  @Nullable
  Answer rangeAnswer;
  /** Whether {@link GossipEffect.MoreWaiting} is out. */
  boolean waiting;
  /** How many signatures that are not valid it sent. */
  int forged;
  /** How many channels it told of lately that the chain does not have. */
  int unfunded;
  /** Whether it was told of a fault of a kind already: each once, so that logs and lines stay quiet. */
  final Set<String> warnedOf = new TreeSet<>();

  PeerState(NodeId id, Features features) {
    this.id = id;
    this.answersQueries = features.supports(Feature.GOSSIP_QUERIES);
  }

  boolean wants(long timestamp) {
    return filter != null && timestamp >= filter[0] && timestamp < filter[1];
  }

  /** An answer that is sent piece by piece as the peer reads. */
  interface Answer {
    /**
     * Puts the next piece out.
     *
     * @return whether that was the last
     */
    boolean next();
  }
}
