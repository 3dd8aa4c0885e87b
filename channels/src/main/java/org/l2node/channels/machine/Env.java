package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.NodeId;

/**
 * What a step needs to know of the world: plain values.
 *
 * @param height of the base chain's tip
 * @param chainHash the base chain, as open_channel and announcements name it: its genesis block's hash as bytes on the wire
 * @param nodeKey this node's, for announcements
 * @param keys this channel's; from its keys index
 * @param commitmentFeerate estimate for commitments, which need not confirm soon: they have anchors
 * @param closingFeerate estimate for closing transactions and sweeps
 * @param policy what this node demands and bears
 */
public record Env(
    BlockHeight height,
    ByteVector32 chainHash,
    PrivateKey nodeKey,
    ChannelKeys keys,
    FeeratePerKw commitmentFeerate,
    FeeratePerKw closingFeerate,
    ChannelPolicy policy) {
  /** This node. */
  public NodeId nodeId() {
    return new NodeId(nodeKey.publicKey());
  }

  @Override
  public String toString() {
    return "Env[" + height + ", commitments " + commitmentFeerate + ", closing " + closingFeerate + "]";
  }
}
