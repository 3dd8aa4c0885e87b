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
 * @param staleData whether a peer has proven for another channel that this node's data is an old copy: then no commitment is published that
 *   its own peer has not agreed to in this run
 */
public record Env(
    BlockHeight height,
    ByteVector32 chainHash,
    PrivateKey nodeKey,
    ChannelKeys keys,
    FeeratePerKw commitmentFeerate,
    FeeratePerKw closingFeerate,
    ChannelPolicy policy,
    boolean staleData) {
  /** With data that nobody has proven to be old. */
  public Env(BlockHeight height, ByteVector32 chainHash, PrivateKey nodeKey, ChannelKeys keys, FeeratePerKw commitmentFeerate,
      FeeratePerKw closingFeerate, ChannelPolicy policy) {
    this(height, chainHash, nodeKey, keys, commitmentFeerate, closingFeerate, policy, false);
  }

  /** The same for an opener that is trusted: its channel may be used before it is confirmed. */
  public Env trusting() {
    return new Env(height, chainHash, nodeKey, keys, commitmentFeerate, closingFeerate, policy.withMinimumDepth(0), staleData);
  }

  /** This node. */
  public NodeId nodeId() {
    return new NodeId(nodeKey.publicKey());
  }

  @Override
  public String toString() {
    return "Env[" + height + ", commitments " + commitmentFeerate + ", closing " + closingFeerate + "]";
  }
}
