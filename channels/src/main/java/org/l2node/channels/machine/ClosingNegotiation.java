package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Transaction;
import java.util.Optional;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Negotiation;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.commitment.ClosingParameters;
import org.l2node.channels.commitment.ClosingTx;
import org.l2node.channels.commitment.CommitmentParameters;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.ClosingSigned.FeeRange;

/**
 * closing_signed: the two sides agree on the fee of the closing transaction (BOLT 2, Legacy Closing Negotiation), with a fee_range in at
 * most three messages, without one by halving the distance each time.
 */
final class ClosingNegotiation {
  private static final String RULE = "BOLT 2 closing_signed";

  private ClosingNegotiation() {}

  /**
   * The opener, who pays, proposes first: what was agreed on before, so that there are no two transactions that conflict, or else by the
   * estimate.
   */
  static Transition start(Step step, ChannelState.Negotiating s, Env env) {
    if (!s.data().params().localIsOpener()) {
      return step.to(s);
    }
    Transaction before = s.closes().paidByLocal();
    if (before != null) {
      long outputs = before.txOut.stream().mapToLong(output -> output.amount.toLong()).sum();
      Satoshi fee = s.data().commitments().funding().capacity().minus(new Satoshi(outputs));
      if (range(s, env).contains(fee)) {
        return step.to(propose(step, s, fee, env));
      }
    }
    return step.to(propose(step, s, parameters(s).fee(env.closingFeerate()), env));
  }

  private static ClosingParameters parameters(ChannelState.Negotiating s) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    CommitmentParameters sides = data.params().commitmentParameters();
    return new ClosingParameters(
        data.params().fundingAt(c.funding().outPoint(), c.funding().capacity()),
        sides.opener(),
        c.localBalance(),
        c.remoteBalance(),
        s.localScript(),
        s.remoteScript(),
        sides.local().dustLimit(),
        sides.remote().dustLimit());
  }

  /**
   * As the opener: from what the network relays up to twice the estimate. As the accepter, who does not pay: whatever the network relays.
   */
  private static FeeRange range(ChannelState.Negotiating s, Env env) {
    ClosingParameters parameters = parameters(s);
    Satoshi least = parameters.fee(FeeratePerKw.FLOOR);
    if (!s.data().params().localIsOpener()) {
      return new FeeRange(least, parameters.maxFee());
    }
    FeeratePerKw twice = new FeeratePerKw(Math.min(2 * env.closingFeerate().satPerKw(), 0xffffffffL));
    Satoshi most = parameters.fee(twice);
    return new FeeRange(least, most.isLessThan(least) ? least : most);
  }

  private static ChannelState.Negotiating propose(Step step, ChannelState.Negotiating s, Satoshi fee, Env env) {
    ClosingTx tx = parameters(s).build(fee).orElseThrow(
        () -> new ProtocolViolation(Severity.FAIL_CHANNEL, RULE, "no closing transaction with a fee of " + fee + " has an output"));
    FeeRange range = range(s, env);
    step.send(new ClosingSigned(s.data().channelId(), fee, tx.sign(env.keys()), ClosingSigned.withFeeRange(range)));
    return s.withNegotiation(s.negotiation().withSent(fee, range));
  }

  static Transition receive(ChannelState.Negotiating s, ClosingSigned message, Env env) {
    ClosingTx tx = parameters(s).signedByRemote(message.fee(), message.signature()).orElseThrow(
        () -> new ProtocolViolation(Severity.DISCONNECT, RULE, "not a signature for a closing transaction with a fee of " + message.fee()));
    if (tx.hasDust()) {
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, RULE, "an output of the closing transaction is dust");
    }
    Negotiation before = s.negotiation();
    ChannelState.Negotiating received = s.withNegotiation(before.withReceived(message.fee()));
    FeeRange sentRange = before.sentRange();
    if (message.fee().equals(before.lastSent())) {
      return agreed(Step.from(s), received, tx, message.signature(), env);
    }
    if (sentRange != null && sentRange.contains(message.fee()) && message.feeRange().isEmpty()) {
      return accept(Step.from(s), received, tx, message.signature(), env);
    }
    Optional<FeeRange> remoteRange = message.feeRange();
    return remoteRange.isPresent()
        ? receiveWithRange(Step.from(s), received, message, remoteRange.get(), tx, env)
        : receiveWithoutRange(Step.from(s), before, received, message, tx, env);
  }

  private static Transition receiveWithRange(
      Step step, ChannelState.Negotiating s, ClosingSigned message, FeeRange remoteRange, ClosingTx tx, Env env) {
    FeeRange own = range(s, env);
    Satoshi least = own.min().isLessThan(remoteRange.min()) ? remoteRange.min() : own.min();
    Satoshi most = own.max().isMoreThan(remoteRange.max()) ? remoteRange.max() : own.max();
    if (least.isMoreThan(most)) {
      throw new ProtocolViolation(Severity.WARN, RULE, "fee_range " + remoteRange + " does not meet " + own);
    }
    FeeRange overlap = new FeeRange(least, most);
    if (overlap.contains(message.fee())) {
      // The accepter that has answered already must stay with its answer, or the opener would have to go on for ever.
      if (!s.data().params().localIsOpener() && s.negotiation().lastSent() != null) {
        throw new ProtocolViolation(Severity.FAIL_CHANNEL, RULE, "fee_satoshis is not the one that was proposed within the fee_range");
      }
      return accept(step, s, tx, message.signature(), env);
    }
    if (s.data().params().localIsOpener() || s.negotiation().lastSent() != null) {
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, RULE,
          "fee_satoshis " + message.fee() + " is not within both sides' fee_range " + overlap);
    }
    return step.to(propose(step, s, message.fee().isLessThan(least) ? least : most, env));
  }

  private static Transition receiveWithoutRange(
      Step step, Negotiation before, ChannelState.Negotiating s, ClosingSigned message, ClosingTx tx, Env env) {
    Satoshi fee = message.fee();
    Satoshi lastSent = before.lastSent();
    Satoshi lastReceived = before.lastReceived();
    if (lastSent != null && lastReceived != null && !isStrictlyBetween(fee, lastSent, lastReceived)) {
      throw new ProtocolViolation(Severity.DISCONNECT, RULE,
          "fee_satoshis " + fee + " is not strictly between " + lastSent + " and " + lastReceived);
    }
    FeeRange bearable = bearable(s, env);
    if (bearable.contains(fee)) {
      return accept(step, s, tx, message.signature(), env);
    }
    if (lastSent == null) {
      return step.to(propose(step, s, clipped(parameters(s).fee(env.closingFeerate()), bearable), env));
    }
    Satoshi middle = clipped(new Satoshi((lastSent.sat() + fee.sat()) / 2), bearable);
    if (!isStrictlyBetween(middle, lastSent, fee)) {
      // We have gone as far as we can bear: closing without the peer costs less than what it asks for.
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, RULE, "fee_satoshis " + fee + " is not within " + bearable);
    }
    return step.to(propose(step, s, middle, env));
  }

  /**
   * What haggling may come to. The opener, who pays, gives no more than it would to close with its commitment; half of whatever the peer
   * names would be half of all we have. Nobody goes below what is relayed.
   */
  private static FeeRange bearable(ChannelState.Negotiating s, Env env) {
    FeeRange own = range(s, env);
    ChannelData data = s.data();
    if (!data.params().localIsOpener()) {
      return own;
    }
    Satoshi unilateral = data.params().commitmentParameters().openerCost(data.commitments().fees().getLast().feerate(), 0);
    Satoshi most = own.max().isLessThan(unilateral) ? unilateral : own.max();
    Satoshi all = parameters(s).maxFee();
    return new FeeRange(own.min(), most.isMoreThan(all) ? all : most);
  }

  private static Satoshi clipped(Satoshi fee, FeeRange range) {
    return fee.isLessThan(range.min()) ? range.min() : fee.isMoreThan(range.max()) ? range.max() : fee;
  }

  private static boolean isStrictlyBetween(Satoshi fee, Satoshi one, Satoshi other) {
    return (fee.isMoreThan(one) && fee.isLessThan(other)) || (fee.isMoreThan(other) && fee.isLessThan(one));
  }

  /** Takes the peer's fee: answers with the same, so that the peer has the transaction too. */
  private static Transition accept(Step step, ChannelState.Negotiating s, ClosingTx tx, ByteVector64 remoteSignature, Env env) {
    step.send(new ClosingSigned(s.data().channelId(), s.negotiation().lastReceived(), tx.sign(env.keys()),
        ClosingSigned.withFeeRange(range(s, env))));
    return agreed(step, s, tx, remoteSignature, env);
  }

  private static Transition agreed(Step step, ChannelState.Negotiating s, ClosingTx tx, ByteVector64 remoteSignature, Env env) {
    Transaction signed = tx.signed(env.keys(), remoteSignature);
    return step.add(new Effect.Publish(signed, Effect.Purpose.MUTUAL_CLOSE))
        .to(new ChannelState.Closing(s.data(), "", null, signed, s.localScript(), s.remoteScript(), null, null, false));
  }
}
