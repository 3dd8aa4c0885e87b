package org.l2node.channels.machine;

import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/**
 * Whether the local commitment that the peer signs is one that the opener can pay for (BOLT 2, Adding an HTLC and Updating Fees). Checked
 * when it is signed, not with each update: only then all that belongs together is there, in whatever order it was repeated after a
 * reconnection.
 *
 * <p>
 * The peer is held to what it knew when it made its proposals, and that is for certain: what was in the commitment before this one. HTLCs
 * and fee rates of this node that are new in this commitment may have crossed them; also when the peer repeats, after a reconnection, what
 * it proposed before it knew of them. They may take the opener below its reserve, or make the fee less than the fee rate asks for, by the
 * peer's fault or not; this node only proposes what the opener can pay for as far as it knows itself, so it is their fee at most.
 */
final class Affordability {
  private Affordability() {}

  /**
   * @param marked with all marked that is in the commitment
   * @throws ProtocolViolation if the peer has proposed what cannot be paid for
   */
  static void check(ChannelParams params, Commitments marked, String rule) {
    CommitmentParameters parameters = params.commitmentParameters();
    CommitmentNumber number = marked.localNumber().next();
    CommitmentSpec spec = marked.localSpec(number);
    CommitmentSpec known = withoutCrossing(marked, spec, number);
    FeeratePerKw before = marked.localFeerate();
    CommitmentSpec atLowerRate = before.isLessThan(spec.feerate()) ? withFeerate(known, before) : known;
    boolean adds = marked.htlcs().incoming().stream().anyMatch(htlc -> number.equals(htlc.mark().addedLocal()));
    require(parameters.hasOutput(spec, Side.LOCAL), rule, "the commitment would have no output");
    if (parameters.opener() == Side.LOCAL) {
      require(!spec.toLocal().isLessThan(parameters.format().anchorsCost().toMilliSatoshi()), rule, "this node could not pay the anchors");
      require(!adds || parameters.canAfford(atLowerRate, Side.LOCAL, Satoshi.ZERO), rule, "this node could not pay the commitment's fee");
      return;
    }
    require(parameters.canAfford(known, Side.LOCAL, Satoshi.ZERO), rule, "the opener cannot pay " + spec.feerate());
    // What crossed may make the fee less than that (BOLT 2, Updating Fees), but the transaction must find its way into the chain.
    require(parameters.canAfford(withFeerate(spec, FeeratePerKw.FLOOR), Side.LOCAL, Satoshi.ZERO), rule,
        "the opener cannot even pay " + FeeratePerKw.FLOOR);
    require(!adds || parameters.canAfford(atLowerRate, Side.LOCAL, params.remoteReserve()), rule,
        "the sender could not pay the fee and keep its reserve of " + params.remoteReserve());
  }

  /** Without the HTLCs of this node that are new in the commitment. */
  private static CommitmentSpec withoutCrossing(Commitments marked, CommitmentSpec spec, CommitmentNumber number) {
    MilliSatoshi toLocal = spec.toLocal();
    List<Htlc> htlcs = new ArrayList<>(spec.htlcs());
    for (ChannelHtlc htlc : marked.htlcs().outgoing()) {
      if (number.equals(htlc.mark().addedLocal())) {
        toLocal = toLocal.plus(htlc.amount());
        htlcs.remove(htlc.inCommitment());
      }
    }
    return new CommitmentSpec(spec.feerate(), toLocal, spec.toRemote(), htlcs);
  }

  private static CommitmentSpec withFeerate(CommitmentSpec spec, FeeratePerKw feerate) {
    return new CommitmentSpec(feerate, spec.toLocal(), spec.toRemote(), spec.htlcs());
  }

  private static void require(boolean holds, String rule, String otherwise) {
    if (!holds) {
      throw new ProtocolViolation(Severity.DISCONNECT, rule, otherwise);
    }
  }
}
