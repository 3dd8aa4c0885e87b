package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.time.Duration;
import org.l2node.channels.units.NodeId;

/**
 * What the gossip machine is made with.
 *
 * @param nodeKey signs this node's own gossip
 * @param chainHash the base chain
 * @param profile what this node tells of itself
 * @param flushInterval how often what others told is passed on; BOLT 7 recommends 60 seconds, a test network wants less
 */
public record GossipConfig(PrivateKey nodeKey, ByteVector32 chainHash, NodeProfile profile, Duration flushInterval) {
  public NodeId nodeId() {
    return new NodeId(nodeKey.publicKey());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "gossip of " + nodeId();
  }
}
