package org.l2node.channels.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FeeUpdate;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFee;

/** What this node proposes of itself: HTLCs and fee rates, each only if BOLT 2 lets a sender propose it. */
final class Offers {
  private Offers() {}

  static Transition offer(ChannelState.Normal s, ChannelEvent.OfferHtlc command, Env env) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    Optional<ChannelHtlc> same = c.htlcs().outgoing().stream().filter(h -> command.origin().equals(h.origin())).findFirst();
    if (same.isPresent()) {
      // The order came twice: an HTLC is offered once for each origin (reliability, V24).
      return Step.from(s).add(new Effect.HtlcOffered(data.channelId(), same.get().id(), command.origin())).to(s);
    }
    Optional<RejectReason> wrong = wrongWith(data, command, env);
    if (wrong.isPresent()) {
      return Step.reject(s, wrong.get());
    }
    UpdateAddHtlc add = new UpdateAddHtlc(data.channelId(), c.nextLocalHtlcId(), command.amount(), command.paymentHash(),
        command.cltvExpiry(), command.onion(),
        TlvStream.EMPTY);
    return Step.from(s)
        .send(add)
        .add(new Effect.HtlcOffered(data.channelId(), add.id(), command.origin()))
        .to(s.withData(data.withCommitments(c.withProposed(ChannelHtlc.outgoing(add, command.origin())))));
  }

  private static Optional<RejectReason> wrongWith(ChannelData data, ChannelEvent.OfferHtlc command, Env env) {
    ChannelParams params = data.params();
    if (data.isInDoubt()) {
      String what = data.fundingStatus().conflict() == null ? "out of the chain" : "double-spent";
      return Optional.of(
          new RejectReason.WrongState("Normal", "the funding transaction is " + what + ": the channel carries no new payments"));
    }
    if (command.onion().size() != UpdateAddHtlc.ONION_LENGTH) {
      return Optional
          .of(new RejectReason.BadArgument("an onion has " + UpdateAddHtlc.ONION_LENGTH + " bytes, not " + command.onion().size()));
    }
    MilliSatoshi least = params.remote().htlcMinimum();
    if (command.amount().isZero() || command.amount().isLessThan(least)) {
      return Optional.of(new RejectReason.BelowMinimum(least, command.amount() + " is below the peer's least HTLC of " + least));
    }
    Optional<RejectReason> expiry = wrongExpiry(command, env);
    if (expiry.isPresent()) {
      return expiry;
    }
    if (hasTooLowFeerate(data, env)) {
      FeeratePerKw current = data.commitments().localFeerate();
      FeeratePerKw needed = new FeeratePerKw(env.commitmentFeerate().satPerKw() / 2);
      return Optional.of(new RejectReason.FeerateTooLow(current, needed,
          "the peer, who opened the channel, lets its commitments pay " + current + ", below half of what is needed now"));
    }
    CommitmentSpec spec = data.commitments().projectedSpec();
    int most = Liquidity.mostOffered(params);
    if (Liquidity.count(spec, Direction.OUTGOING) >= most) {
      return Optional.of(new RejectReason.TooManyHtlcs("at most " + most + " HTLCs at once are offered in this channel"));
    }
    if (command.amount().isMoreThan(spec.toLocal())) {
      // First of all: amounts that there can be in the channel do not overflow below.
      return Optional.of(insufficient(data, command.amount()));
    }
    MilliSatoshi inFlight = Liquidity.inFlight(spec, Direction.OUTGOING).plus(command.amount());
    MilliSatoshi mostInFlight = params.remote().maxHtlcValueInFlight().toMilliSatoshiCapped();
    if (inFlight.isMoreThan(mostInFlight)) {
      return Optional.of(new RejectReason.TooManyHtlcs("the peer takes at most " + mostInFlight + " in HTLCs at once"));
    }
    return unaffordable(data, spec, command.amount()).or(() -> overExposed(params, spec, command.amount(), env));
  }

  private static Optional<RejectReason> wrongExpiry(ChannelEvent.OfferHtlc command, Env env) {
    BlockHeight height = env.height();
    if (!command.cltvExpiry().isHeight()) {
      return Optional.of(new RejectReason.BadExpiry(command.cltvExpiry() + " is no height"));
    }
    if (command.cltvExpiry().isReachedAt(height)) {
      return Optional.of(new RejectReason.BadExpiry(command.cltvExpiry() + " is reached at " + height));
    }
    if (height.plus(env.policy().maxExpiryDelta()).isBelow(command.cltvExpiry())) {
      return Optional
          .of(new RejectReason.BadExpiry(command.cltvExpiry() + " is more than " + env.policy().maxExpiryDelta() + " after " + height));
    }
    return Optional.empty();
  }

  /** Whoever pays for the commitments must be able to, on both sides' next ones; the opener keeps a buffer for a fee that rises. */
  private static Optional<RejectReason> unaffordable(ChannelData data, CommitmentSpec spec, MilliSatoshi amount) {
    ChannelParams params = data.params();
    CommitmentParameters parameters = params.commitmentParameters();
    MilliSatoshi remotes = Liquidity.certainOfRemote(data.commitments(), spec);
    for (Side broadcaster : Side.values()) {
      boolean trimmed = parameters.format().isTrimmed(amount, parameters.of(broadcaster).dustLimit());
      int untrimmed = parameters.untrimmedHtlcs(spec, broadcaster) + (trimmed ? 0 : 1);
      Satoshi localNeeds = params.localReserve()
          .plus(params.localIsOpener() ? Liquidity.openerCostWithBuffer(parameters, spec.feerate(), untrimmed) : Satoshi.ZERO);
      if (spec.toLocal().isLessThan(localNeeds.toMilliSatoshi().plus(amount))) {
        return Optional.of(insufficient(data, amount));
      }
      Satoshi remoteNeeds = params.remoteReserve().plus(parameters.openerCost(spec.feerate(), untrimmed));
      if (!params.localIsOpener() && remotes.isLessThan(remoteNeeds.toMilliSatoshi())) {
        return Optional
            .of(new RejectReason.InsufficientBalance(MilliSatoshi.ZERO, "the peer could not pay the commitment fee of one more HTLC"));
      }
    }
    return Optional.empty();
  }

  private static RejectReason insufficient(ChannelData data, MilliSatoshi amount) {
    MilliSatoshi available = Liquidity.sendable(data);
    return new RejectReason.InsufficientBalance(available, amount + " is more than the " + available + " that can be sent now");
  }

  private static Optional<RejectReason> overExposed(ChannelParams params, CommitmentSpec spec, MilliSatoshi amount, Env env) {
    CommitmentParameters parameters = params.commitmentParameters();
    MilliSatoshi most = env.policy().maxDustExposure();
    for (Side broadcaster : Side.values()) {
      boolean trimmed = parameters.format().isTrimmed(amount, parameters.of(broadcaster).dustLimit());
      if (trimmed && parameters.dustExposure(spec, broadcaster).plus(amount).isMoreThan(most)) {
        return Optional.of(new RejectReason.TooManyHtlcs("more than " + most + " would be lost to fees in HTLCs too small for the chain"));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether our commitment, whose fee the peer sets, pays less than half of what it should: then it may not get into the chain in time, and
   * no new HTLC is to rest on it. The channel is not closed for it: the peer may still raise the fee, and the anchor can.
   */
  static boolean hasTooLowFeerate(ChannelData data, Env env) {
    return !data.params().localIsOpener() && data.commitments().localFeerate().satPerKw() * 2 < env.commitmentFeerate().satPerKw();
  }

  /**
   * Whether an incoming HTLC that is locked in may only be failed, by where the channel stands: the same before and after a restart.
   */
  static boolean mustFail(ChannelData data, ChannelHtlc htlc, Env env) {
    return data.isInDoubt() || exposesTooMuch(data, htlc, env) || hasTooLowFeerate(data, env);
  }

  /**
   * Whether an incoming HTLC, with those before it, brings what a unilateral close would lose to fees above what the policy allows (BOLT 2,
   * max_dust_htlc_exposure_msat).
   */
  private static boolean exposesTooMuch(ChannelData data, ChannelHtlc htlc, Env env) {
    CommitmentParameters parameters = data.params().commitmentParameters();
    CommitmentSpec all = data.commitments().projectedSpec();
    CommitmentSpec spec = new CommitmentSpec(all.feerate(), all.toLocal(), all.toRemote(), all.htlcs().stream()
        .filter(other -> other.direction() == Direction.OUTGOING || other.id().compareTo(htlc.id()) <= 0).toList());
    for (Side broadcaster : Side.values()) {
      boolean trimmed = parameters.format().isTrimmed(htlc.amount(), parameters.of(broadcaster).dustLimit());
      if (trimmed && parameters.dustExposure(spec, broadcaster).isMoreThan(env.policy().maxDustExposure())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The opener keeps the commitments' fee rate near the estimate, so that a unilateral close gets into the chain: raised as soon as it
   * lacks a fifth, lowered only when it is twice too high, for every change costs a round. What cannot be afforded is left as it is.
   */
  static Transition followEstimate(ChannelState.Normal s, Env env) {
    long estimate = Math.min(Math.max(env.commitmentFeerate().satPerKw(), FeeratePerKw.FLOOR.satPerKw()),
        env.policy().maxFeerate().satPerKw());
    long current = s.data().commitments().fees().getLast().feerate().satPerKw();
    boolean near = estimate <= current + current / 4 && estimate >= current / 2;
    if (near || !s.data().params().localIsOpener()) {
      return Step.ignore(s);
    }
    Transition changed = changeFee(s, new FeeratePerKw(estimate));
    return changed.effects().stream().anyMatch(Effect.Rejected.class::isInstance) ? Step.ignore(s) : changed;
  }

  static Transition changeFee(ChannelState.Online s, FeeratePerKw feerate) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    ChannelParams params = data.params();
    if (!params.localIsOpener()) {
      return Step.reject(s, new RejectReason.BadArgument("only the opener changes the fee rate"));
    }
    if (feerate.isLessThan(FeeratePerKw.FLOOR)) {
      return Step.reject(s, new RejectReason.BadArgument(feerate + " is below " + FeeratePerKw.FLOOR));
    }
    FeeUpdate last = c.fees().getLast();
    if (last.feerate().equals(feerate)) {
      return Step.ignore(s);
    }
    List<FeeUpdate> fees = new ArrayList<>(c.fees());
    if (last.addedRemote() == null) {
      fees.removeLast();
    }
    fees.add(new FeeUpdate(feerate, null, null));
    Commitments next = c.withFees(fees);
    CommitmentSpec spec = next.projectedSpec();
    for (Side broadcaster : Side.values()) {
      if (!params.commitmentParameters().canAfford(spec, broadcaster, params.localReserve())) {
        return Step.reject(s, new RejectReason.InsufficientBalance(spec.toLocal(), "cannot pay " + feerate + " and keep the reserve"));
      }
    }
    return Step.from(s).send(new UpdateFee(data.channelId(), feerate)).to(s.withData(data.withCommitments(next)));
  }
}
