package org.l2node.api.service;

import java.util.List;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;

/**
 * Who a node is and where it stands.
 *
 * @param alias the name it announces (BOLT 7)
 * @param network {@code mainnet}, {@code testnet4}, {@code signet} or {@code regtest}
 * @param version of this program
 * @param blockHeight the best block it has seen
 * @param syncedToChain whether it has seen every block that its base chain has and that chain answers
 * @param uris {@code node_id@host:port} of each address at which peers can reach it
 * @param numPeers connected peers
 * @param numChannels channels that are neither closing nor closed
 */
public record NodeInfo(
    NodeId nodeId,
    String alias,
    String network,
    String version,
    BlockHeight blockHeight,
    boolean syncedToChain,
    List<String> uris,
    int numPeers,
    int numChannels) {
  public NodeInfo {
    uris = List.copyOf(uris);
  }
}
