package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeAddress;

/**
 * What this node tells of itself (BOLT 7, node_announcement).
 *
 * @param alias a name; what is beyond 32 bytes of UTF-8 is cut off between characters
 * @param rgbColor 3 bytes
 * @param features as in {@code init}
 * @param addresses where it can be reached; at most one DNS name, no port 0
 */
public record NodeProfile(String alias, ByteVector rgbColor, Features features, List<NodeAddress> addresses) {
  /** @throws IllegalArgumentException for a color of another length, an address without a port, or a second DNS name */
  public NodeProfile {
    addresses = List.copyOf(addresses);
    if (rgbColor.size() != 3) {
      throw new IllegalArgumentException("a color has 3 bytes");
    }
    if (addresses.stream().anyMatch(address -> address.port() <= 0 || address.port() > 0xffff)) {
      throw new IllegalArgumentException("an address without a port");
    }
    if (addresses.stream().filter(NodeAddress.DnsName.class::isInstance).count() > 1) {
      throw new IllegalArgumentException("more than one DNS name");
    }
  }
}
