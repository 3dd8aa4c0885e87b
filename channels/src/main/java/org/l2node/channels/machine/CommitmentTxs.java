package org.l2node.channels.machine;

import fr.acinq.bitcoin.PublicKey;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CommitmentNumber;

/** The commitment transactions of a channel, built from its state. */
final class CommitmentTxs {
  private CommitmentTxs() {}

  /** The local commitment {@code number}: the current one, or the next with all marked for it. */
  static CommitmentTx local(ChannelParams params, Commitments c, CommitmentNumber number, ChannelKeys keys) {
    return local(params, c.funding(), number, c.localSpec(number), keys);
  }

  static CommitmentTx local(ChannelParams params, ActiveFunding funding, CommitmentNumber number, CommitmentSpec spec, ChannelKeys keys) {
    CommitmentKeys commitmentKeys = keys.localCommitment(params.remote().basepoints(), number);
    return CommitmentTx.build(params.fundingAt(funding.outPoint(), funding.capacity()), params.commitmentParameters(), Side.LOCAL, number,
        commitmentKeys, spec);
  }

  /** The remote commitment {@code number} with that per-commitment point. */
  static CommitmentTx remote(ChannelParams params, Commitments c, CommitmentNumber number, PublicKey point, ChannelKeys keys) {
    return remote(params, c.funding(), number, c.remoteSpec(number), point, keys);
  }

  static CommitmentTx remote(ChannelParams params, ActiveFunding funding, CommitmentNumber number, CommitmentSpec spec, PublicKey point,
      ChannelKeys keys) {
    CommitmentKeys commitmentKeys = keys.remoteCommitment(params.remote().basepoints(), point);
    return CommitmentTx.build(params.fundingAt(funding.outPoint(), funding.capacity()), params.commitmentParameters(), Side.REMOTE, number,
        commitmentKeys, spec);
  }
}
