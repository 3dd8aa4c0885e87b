package org.l2node.channels.channel;

import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/** What can be sent and received through a channel, and what each side has, by the rules of BOLT 2, update_add_htlc. */
public final class Liquidity {
  private Liquidity() {}

  /** What the opener keeps ready to pay for: a commitment at twice the fee rate with one more HTLC (BOLT 2, fee spike buffer). */
  public static Satoshi openerCostWithBuffer(CommitmentParameters parameters, FeeratePerKw feerate, int untrimmed) {
    return parameters.openerCost(new FeeratePerKw(Math.min(feerate.satPerKw() * 2, 0xffffffffL)), untrimmed + 1);
  }

  /**
   * How many HTLCs this node offers at once: no more than the peer takes, and no more than it takes of the peer itself, for each is an
   * output that a close has to pay for.
   */
  public static int mostOffered(ChannelParams params) {
    return Math.min(params.remote().maxAcceptedHtlcs(), params.local().maxAcceptedHtlcs());
  }

  /** The most that one HTLC can carry from this node to the peer now; zero where none can be added. */
  public static MilliSatoshi sendable(ChannelData data) {
    ChannelParams params = data.params();
    CommitmentSpec spec = data.commitments().projectedSpec();
    if (count(spec, Direction.OUTGOING) >= mostOffered(params)) {
      return MilliSatoshi.ZERO;
    }
    MilliSatoshi most = cap(spec, Direction.OUTGOING, params.remote());
    MilliSatoshi remotes = certainOfRemote(data.commitments(), spec);
    for (Side broadcaster : Side.values()) {
      most = least(most, affordable(params, spec, Side.LOCAL, broadcaster, remotes));
    }
    return most.isLessThan(params.remote().htlcMinimum()) ? MilliSatoshi.ZERO : most;
  }

  /** The most that one HTLC can carry from the peer to this node now; zero where none can be added. */
  public static MilliSatoshi receivable(ChannelData data) {
    ChannelParams params = data.params();
    CommitmentSpec spec = data.commitments().projectedSpec();
    if (count(spec, Direction.INCOMING) >= params.local().maxAcceptedHtlcs()) {
      return MilliSatoshi.ZERO;
    }
    MilliSatoshi most = cap(spec, Direction.INCOMING, params.local());
    for (Side broadcaster : Side.values()) {
      most = least(most, affordable(params, spec, Side.REMOTE, broadcaster, spec.toLocal()));
    }
    return most.isLessThan(params.local().htlcMinimum()) ? MilliSatoshi.ZERO : most;
  }

  /**
   * What the peer can pay the fee of its next commitment with: not what it gets by preimages that it has shown, as long as it has not
   * signed for the removal of those HTLCs, which are in that commitment.
   *
   * @param projected {@link Commitments#projectedSpec} of {@code c}, which counts that as the peer's
   */
  public static MilliSatoshi certainOfRemote(Commitments c, CommitmentSpec projected) {
    MilliSatoshi shown = MilliSatoshi.ZERO;
    for (ChannelHtlc htlc : c.htlcs().outgoing()) {
      if (htlc.isFulfilled() && htlc.mark().removedLocal() == null) {
        shown = shown.plus(htlc.amount());
      }
    }
    return projected.toRemote().minusOrZero(shown);
  }

  /**
   * What {@code sender} can still put into one untrimmed HTLC as far as the commitment of {@code broadcaster} goes.
   *
   * @param others what the other side can pay the fee with, where it is the opener
   */
  private static MilliSatoshi affordable(ChannelParams params, CommitmentSpec spec, Side sender, Side broadcaster, MilliSatoshi others) {
    CommitmentParameters parameters = params.commitmentParameters();
    int untrimmed = parameters.untrimmedHtlcs(spec, broadcaster) + 1;
    MilliSatoshi balance = spec.balance(sender);
    Satoshi reserve = sender == Side.LOCAL ? params.localReserve() : params.remoteReserve();
    if (parameters.opener() == sender) {
      return balance.minusOrZero(reserve.plus(openerCostWithBuffer(parameters, spec.feerate(), untrimmed)).toMilliSatoshi());
    }
    Satoshi otherReserve = sender == Side.LOCAL ? params.remoteReserve() : params.localReserve();
    Satoshi openerNeeds = otherReserve.plus(parameters.openerCost(spec.feerate(), untrimmed));
    boolean openerCanPay = !others.isLessThan(openerNeeds.toMilliSatoshi());
    return openerCanPay ? balance.minusOrZero(reserve.toMilliSatoshi()) : MilliSatoshi.ZERO;
  }

  /** How many HTLCs of that direction are in {@code spec}. */
  public static int count(CommitmentSpec spec, Direction direction) {
    return (int) spec.htlcs().stream().filter(h -> h.direction() == direction).count();
  }

  /** What the HTLCs of that direction in {@code spec} carry. */
  public static MilliSatoshi inFlight(CommitmentSpec spec, Direction direction) {
    MilliSatoshi sum = MilliSatoshi.ZERO;
    for (Htlc htlc : spec.htlcs()) {
      sum = htlc.direction() == direction ? sum.plus(htlc.amount()) : sum;
    }
    return sum;
  }

  private static MilliSatoshi cap(CommitmentSpec spec, Direction direction, SideTerms receiver) {
    return receiver.maxHtlcValueInFlight().toMilliSatoshiCapped().minusOrZero(inFlight(spec, direction));
  }

  private static MilliSatoshi least(MilliSatoshi a, MilliSatoshi b) {
    return a.isLessThan(b) ? a : b;
  }

  /**
   * This node's balance: reserve and fees not taken off. An HTLC on its way belongs to neither side; one whose preimage is known belongs to
   * its receiver.
   */
  public static MilliSatoshi localBalance(Commitments c) {
    return balance(c.localBalance(), c, Direction.OUTGOING);
  }

  /** The peer's balance, by the same rule as {@link #localBalance}. */
  public static MilliSatoshi remoteBalance(Commitments c) {
    return balance(c.remoteBalance(), c, Direction.INCOMING);
  }

  private static MilliSatoshi balance(MilliSatoshi stored, Commitments c, Direction offered) {
    long msat = stored.msat();
    for (ChannelHtlc htlc : c.htlcs().all()) {
      if (htlc.mark().resolved()) {
        continue;
      }
      if (htlc.direction() == offered && !isGivenBack(htlc)) {
        msat -= htlc.amount().msat();
      } else if (htlc.direction() != offered && htlc.isFulfilled()) {
        msat += htlc.amount().msat();
      }
    }
    return new MilliSatoshi(msat);
  }

  /** Whether a failure of it is signed for, so that its amount is its offerer's again. */
  private static boolean isGivenBack(ChannelHtlc htlc) {
    return !htlc.isFulfilled() && (htlc.mark().removedLocal() != null || htlc.mark().removedRemote() != null);
  }
}
