package org.l2node.node.gossip;

import java.util.List;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.gossip.GossipRecord;

/** Gossip over a restart. Peers can give it back, so nothing here need be durable. For one thread at a time. */
public interface GossipStore extends AutoCloseable {
  /** All records: channels first, then updates, then nodes. Where one cannot be read, none is given and all are dropped. */
  List<GossipRecord> load();

  /** Keeps a record in place of an older one of the same key. */
  void put(GossipRecord gossip);

  /** Drops a channel's announcement and updates. */
  void forget(ShortChannelId scid);

  /** Drops a node's announcement. */
  void forget(NodeId id);

  /** Begins anew. */
  void forgetAll();

  @Override
  void close();
}
