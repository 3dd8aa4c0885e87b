package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Transaction;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Negotiation;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.commitment.ClosingTx;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.SimpleClosing;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.ClosingComplete;
import org.l2node.channels.wire.ClosingSig;
import org.l2node.channels.wire.ClosingVariant;

/**
 * closing_complete and closing_sig (BOLT 2, Closing Negotiation): each side pays for a closing transaction of its own, which the other only
 * signs, and may replace it by one that pays more for as long as none is in a block.
 */
final class SimpleClose {
  private static final String COMPLETE = "BOLT 2 closing_complete";
  private static final String SIG = "BOLT 2 closing_sig";
  /** BIP 125: a replacement pays at least so much more than what it replaces, per 1,000 weight. */
  private static final FeeratePerKw INCREMENT = new FeeratePerKw(250);
  /** closing_complete of the peer on one connection: each costs us a signature and a write. */
  private static final int MOST_RECEIVED = 20;
  private static final long LOCK_TIME = 0;
  private static final int MOST_BLOCKS_AHEAD = 6;
  /** The network relays what pays one satoshi for each virtual byte. */
  private static final int WEIGHT_OF_VIRTUAL_BYTE = 4;

  private SimpleClose() {}

  private static SimpleClosing closing(ChannelState.Negotiating s, Side closer, ByteVector closerScript, ByteVector closeeScript) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    return new SimpleClosing(data.params().fundingAt(c.funding().outPoint(), c.funding().capacity()), closer, c.localBalance(),
        c.remoteBalance(), closerScript, closeeScript);
  }

  /**
   * The opener, who pays for commitments too, offers to pay at once. The other side waits for it, so that there is one closing transaction
   * and not two that conflict, unless the opener cannot pay; with the next block it offers too ({@link #followEstimate}).
   */
  static Transition start(Step step, ChannelState.Negotiating s, Env env) {
    SimpleClosing theirs = closing(s, Side.REMOTE, s.remoteScript(), s.localScript());
    boolean waits = !s.data().params().localIsOpener() && payable(theirs, theirs.fee(env.closingFeerate())).isPresent();
    return waits ? step.to(s) : offer(step, s, env);
  }

  /** Offers to pay for a closing transaction, if this node can pay for one that is relayed. */
  private static Transition offer(Step step, ChannelState.Negotiating s, Env env) {
    SimpleClosing ours = closing(s, Side.LOCAL, s.localScript(), s.remoteScript());
    Optional<Satoshi> fee = payable(ours, ours.fee(env.closingFeerate()));
    return step.to(fee.isPresent() ? offered(step, s, ours, fee.get(), env) : s);
  }

  /** The fee for which this node can build a closing transaction that is relayed: {@code wanted}, or less where it has not as much. */
  private static Optional<Satoshi> payable(SimpleClosing ours, Satoshi wanted) {
    Satoshi fee = wanted.isMoreThan(ours.maxFee()) ? ours.maxFee() : wanted;
    boolean closeeDust = ours.closeeOutput().isDust();
    if (ours.closerHasLess()) {
      // Our output may be left out; the other one is then all there is, and nothing else is offered.
      return closeeDust ? Optional.empty() : relayed(ours, fee);
    }
    if (ours.closerOutput(fee).isDust()) {
      long most = ours.maxFee().sat() - org.l2node.channels.commitment.ShutdownScript.dustLimit(ours.closerScript()).sat();
      return most < 0 ? Optional.empty() : relayed(ours, new Satoshi(most));
    }
    return relayed(ours, fee);
  }

  private static Optional<Satoshi> relayed(SimpleClosing ours, Satoshi fee) {
    return fee.isLessThan(ours.fee(FeeratePerKw.FLOOR)) ? Optional.empty() : Optional.of(fee);
  }

  /** Which transactions the closer signs (BOLT 2): the closee takes the one that suits it. */
  private static Set<ClosingVariant> variants(SimpleClosing ours, Satoshi fee) {
    if (ours.closerHasLess()) {
      return ours.closerOutput(fee).isDust()
          ? EnumSet.of(ClosingVariant.CLOSEE_OUTPUT_ONLY)
          : EnumSet.of(ClosingVariant.BOTH_OUTPUTS);
    }
    return ours.closeeOutput().isDust()
        ? EnumSet.of(ClosingVariant.CLOSER_OUTPUT_ONLY)
        : EnumSet.of(ClosingVariant.CLOSER_OUTPUT_ONLY, ClosingVariant.BOTH_OUTPUTS);
  }

  private static ChannelState.Negotiating offered(Step step, ChannelState.Negotiating s, SimpleClosing ours, Satoshi fee, Env env) {
    Map<ClosingVariant, ByteVector64> signatures = new EnumMap<>(ClosingVariant.class);
    for (ClosingVariant variant : variants(ours, fee)) {
      signatures.put(variant, build(ours, fee, LOCK_TIME, variant).orElseThrow().sign(env.keys()));
    }
    ClosingComplete complete = new ClosingComplete(s.data().channelId(), s.localScript(), s.remoteScript(), fee, LOCK_TIME,
        ClosingVariant.tlvs(signatures));
    step.send(complete);
    return s.withNegotiation(s.negotiation().withComplete(complete));
  }

  private static Optional<ClosingTx> build(SimpleClosing closing, Satoshi fee, long lockTime, ClosingVariant variant) {
    return closing.build(fee, lockTime, variant.hasCloserOutput(), variant.hasCloseeOutput());
  }

  /** The peer pays: we sign whatever leaves us all that is ours. */
  static Transition receiveComplete(ChannelState.Negotiating s, ClosingComplete message, Env env) {
    check(message.closeeScript().equals(s.localScript()), COMPLETE, "closee_scriptpubkey is not the last that this node sent");
    Shutdowns.checkScript(s, message.closerScript(), Severity.DISCONNECT, COMPLETE);
    check(s.negotiation().completesReceived() < MOST_RECEIVED, COMPLETE, "more than " + MOST_RECEIVED + " on one connection");
    SimpleClosing theirs = closing(s, Side.REMOTE, message.closerScript(), message.closeeScript());
    check(!message.fee().isMoreThan(theirs.maxFee()), COMPLETE, "fee_satoshis " + message.fee() + " is more than " + theirs.maxFee());
    Map<ClosingVariant, ByteVector64> signatures = message.signatures();
    ClosingVariant variant = theirs.closeeOutput().isDust()
        ? ClosingVariant.CLOSER_OUTPUT_ONLY
        : signatures.containsKey(ClosingVariant.BOTH_OUTPUTS) ? ClosingVariant.BOTH_OUTPUTS : ClosingVariant.CLOSEE_OUTPUT_ONLY;
    Transaction signed = signed(theirs, message.fee(), message.lockTime(), variant, signatures.get(variant), COMPLETE, env);
    ClosingTx tx = build(theirs, message.fee(), message.lockTime(), variant).orElseThrow();
    ClosingSig answer = new ClosingSig(message.channelId(), message.closerScript(), message.closeeScript(), message.fee(),
        message.lockTime(), ClosingVariant.tlvs(Map.of(variant, tx.sign(env.keys()))));
    Negotiation negotiation = s.negotiation().withCompleteReceived();
    Step step = Step.from(s).send(answer);
    Transaction before = s.closes().paidByRemote();
    boolean replacesNot = before != null && !before.txid.equals(signed.txid)
        && message.fee().isLessThan(paid(s, before).plus(theirs.fee(INCREMENT)));
    if (replacesNot || !canBeMined(tx, signed, env)) {
      // No node takes it, or not in place of the one before, so publishing it only fills the store, and it must not keep the channel from
      // being failed in the end; the peer has our signature all the same.
      return step.to(new ChannelState.Negotiating(s.data(), s.localScript(), message.closerScript(), negotiation, s.closes()));
    }
    return step.add(new Effect.Publish(signed, Effect.Purpose.MUTUAL_CLOSE))
        .to(new ChannelState.Negotiating(s.data(), s.localScript(), message.closerScript(), negotiation,
            s.closes().withPaidByRemote(signed)));
  }

  /**
   * Whether the network takes a closing transaction, now or within the hour: the channel ends by no other. A lock time may be that of a
   * peer that is some blocks ahead.
   */
  private static boolean canBeMined(ClosingTx tx, Transaction signed, Env env) {
    boolean isFinal = signed.lockTime <= env.height().value() + MOST_BLOCKS_AHEAD;
    boolean isRelayed = tx.fee().sat() * WEIGHT_OF_VIRTUAL_BYTE >= signed.weight();
    return isFinal && isRelayed && !tx.hasDust();
  }

  /** The peer has signed the transaction that we pay for. */
  static Transition receiveSig(ChannelState.Negotiating s, ClosingSig message, Env env) {
    ClosingComplete offered = s.negotiation().sentComplete();
    boolean fits = offered != null && message.closerScript().equals(offered.closerScript())
        && message.closeeScript().equals(offered.closeeScript()) && message.fee().equals(offered.fee())
        && message.lockTime() == offered.lockTime();
    check(fits, SIG, "not what this node's closing_complete says");
    Map<ClosingVariant, ByteVector64> signatures = message.signatures();
    check(signatures.size() == 1, SIG, signatures.size() + " signatures");
    ClosingVariant variant = signatures.keySet().iterator().next();
    check(offered != null && offered.signatures().containsKey(variant), SIG, "a signature for outputs that were not offered");
    SimpleClosing ours = closing(s, Side.LOCAL, message.closerScript(), message.closeeScript());
    Transaction signed = signed(ours, message.fee(), message.lockTime(), variant, signatures.get(variant), SIG, env);
    return Step.from(s).add(new Effect.Publish(signed, Effect.Purpose.MUTUAL_CLOSE))
        .to(new ChannelState.Negotiating(s.data(), s.localScript(), s.remoteScript(), s.negotiation().withComplete(null),
            s.closes().withPaidByLocal(signed)));
  }

  private static Transaction signed(SimpleClosing closing, Satoshi fee, long lockTime, ClosingVariant variant,
      @Nullable ByteVector64 signature, String rule, Env env) {
    check(signature != null, rule, "no signature for " + variant);
    ClosingTx tx = build(closing, fee, lockTime, variant).orElseThrow(() -> violation(rule, "the closer cannot pay " + fee));
    check(signature != null && tx.isSignedByRemote(signature), rule, "not a signature for the closing transaction");
    return tx.signed(env.keys(), java.util.Objects.requireNonNull(signature));
  }

  private static void check(boolean holds, String rule, String otherwise) {
    if (!holds) {
      throw violation(rule, otherwise);
    }
  }

  private static ProtocolViolation violation(String rule, String text) {
    return new ProtocolViolation(Severity.DISCONNECT, rule, text);
  }

  /** The user asks again: pays more for the closing transaction, at least as much more as a replacement needs. */
  static Transition again(ChannelState.Negotiating s, ByteVector script, Env env) {
    if (s.negotiation().sentComplete() != null) {
      return Step.rejectState(s, "waiting for the peer's signature of the closing transaction");
    }
    ChannelState.Negotiating next = new ChannelState.Negotiating(s.data(), script, s.remoteScript(), s.negotiation(), s.closes());
    SimpleClosing ours = closing(next, Side.LOCAL, script, s.remoteScript());
    Transaction before = s.closes().paidByLocal();
    Satoshi estimate = ours.fee(env.closingFeerate());
    Satoshi least = before == null ? estimate : paid(s, before).plus(ours.fee(INCREMENT));
    Satoshi wanted = estimate.isLessThan(least) ? least : estimate;
    Optional<Satoshi> fee = payable(ours, wanted).filter(f -> before == null || !f.isLessThan(least));
    if (fee.isEmpty()) {
      return Step.reject(s, new RejectReason.InsufficientBalance(s.data().commitments().localBalance(),
          "this node cannot pay " + wanted + " for a closing transaction"));
    }
    Step step = Step.from(s);
    return step.to(offered(step, next, ours, fee.get(), env));
  }

  /** With each block: offers to pay if it has not yet, and pays more where the estimate has risen by a quarter since. */
  static Transition followEstimate(ChannelState.Negotiating s, Env env) {
    Transaction before = s.closes().paidByLocal();
    if (s.negotiation().sentComplete() != null) {
      return Step.ignore(s);
    }
    if (before == null) {
      return offer(Step.from(s), s, env);
    }
    Satoshi estimate = closing(s, Side.LOCAL, s.localScript(), s.remoteScript()).fee(env.closingFeerate());
    if (estimate.sat() * 4 < paid(s, before).sat() * 5) {
      return Step.ignore(s);
    }
    Transition again = again(s, s.localScript(), env);
    return again.effects().stream().anyMatch(Effect.Rejected.class::isInstance) ? Step.ignore(s) : again;
  }

  private static Satoshi paid(ChannelState.Negotiating s, Transaction tx) {
    long out = tx.txOut.stream().mapToLong(output -> output.amount.toLong()).sum();
    return s.data().commitments().funding().capacity().minus(new Satoshi(out));
  }
}
