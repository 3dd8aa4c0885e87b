package org.l2node.node.sim;

import java.util.List;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.node.gossip.GossipStore;
import org.l2node.routing.gossip.GossipRecord;

/** Gossip of a node that crashes: its file was not closed and is not read again, so nothing need be kept. */
final class SimGossipStore implements GossipStore {
  @Override
  public List<GossipRecord> load() {
    return List.of();
  }

  @Override
  public void put(GossipRecord gossip) {}

  @Override
  public void forget(ShortChannelId scid) {}

  @Override
  public void forget(NodeId id) {}

  @Override
  public void forgetAll() {}

  @Override
  public void close() {}
}
