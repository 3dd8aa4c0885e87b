package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.Satoshi;

/**
 * The outputs of a commitment transaction with anchors, in order (BOLT 3, Commitment Transaction Construction and Transaction Output
 * Ordering).
 */
final class CommitmentOutputs {
  /** An output and what is known about it. No record: its scripts are bare arrays, never changed. */
  static final class Output {
    private final Kind kind;
    private final long sat;
    private final byte[] script;
    private final @Nullable Htlc htlc;
    private final byte[] witnessScript;

    private Output(Kind kind, Satoshi amount, byte[] script, @Nullable Htlc htlc, byte[] witnessScript) {
      this.kind = kind;
      this.sat = amount.sat();
      this.script = script;
      this.htlc = htlc;
      this.witnessScript = witnessScript;
    }

    @Nullable
    Htlc htlc() {
      return htlc;
    }

    byte[] witnessScript() {
      return witnessScript;
    }

    TxOut toTxOut() {
      return new TxOut(new fr.acinq.bitcoin.Satoshi(sat), new ByteVector(script));
    }

    private long expiry() {
      return htlc == null ? 0 : htlc.cltvExpiry().value();
    }

    private long id() {
      return htlc == null ? 0 : htlc.id().value();
    }
  }

  enum Kind {
    TO_LOCAL,
    TO_REMOTE,
    BROADCASTER_ANCHOR,
    COUNTERSIGNATORY_ANCHOR,
    HTLC
  }

  /**
   * By amount, script and, for HTLCs alike in both, expiry. The id only makes the order of such that are alike in everything independent of
   * the spec's order.
   */
  private static final Comparator<Output> ORDER = Comparator.<Output>comparingLong(output -> output.sat)
      .thenComparing(output -> output.script, Arrays::compareUnsigned)
      .thenComparingLong(Output::expiry)
      .thenComparingLong(Output::id);

  private final List<Output> outputs = new ArrayList<>();
  /** The script of what the broadcaster gets only after its delay, here and in the HTLC transactions. */
  private final byte[] delayedWitnessScript;
  private final byte[] delayedScript;

  CommitmentOutputs(Funding funding, CommitmentParameters parameters, Side broadcaster, CommitmentKeys keys, CommitmentSpec spec) {
    SideParameters side = parameters.of(broadcaster);
    Satoshi dustLimit = side.dustLimit();
    delayedWitnessScript = Scripts.delayed(keys, side.toSelfDelay());
    delayedScript = Scripts.payToWitnessScriptHash(delayedWitnessScript);

    addHtlcs(parameters, broadcaster, keys, spec);
    int untrimmed = outputs.size();
    Satoshi cost = parameters.openerCost(spec.feerate(), untrimmed);
    Satoshi toBroadcaster = afterCost(parameters, spec, broadcaster, cost);
    Satoshi toCountersignatory = afterCost(parameters, spec, broadcaster.other(), cost);
    boolean hasToLocal = !toBroadcaster.isLessThan(dustLimit);
    boolean hasToRemote = !toCountersignatory.isLessThan(dustLimit);
    if (hasToLocal) {
      outputs.add(new Output(Kind.TO_LOCAL, toBroadcaster, delayedScript, null, delayedWitnessScript));
    }
    if (hasToRemote) {
      add(Kind.TO_REMOTE, toCountersignatory, null, Scripts.toRemote(keys.countersignatoryPaymentPubkey()));
    }
    // A side that has neither an output of its own nor an HTLC has nothing to hurry for.
    if (hasToLocal || untrimmed > 0) {
      add(Kind.BROADCASTER_ANCHOR, AnchorsZeroFeeHtlc.ANCHOR, null, Scripts.anchor(funding.pubkey(broadcaster)));
    }
    if (hasToRemote || untrimmed > 0) {
      add(Kind.COUNTERSIGNATORY_ANCHOR, AnchorsZeroFeeHtlc.ANCHOR, null, Scripts.anchor(funding.pubkey(broadcaster.other())));
    }
    outputs.sort(ORDER);
  }

  private void addHtlcs(CommitmentParameters parameters, Side broadcaster, CommitmentKeys keys, CommitmentSpec spec) {
    if (spec.htlcs().isEmpty()) {
      return;
    }
    Satoshi dustLimit = parameters.of(broadcaster).dustLimit();
    byte[] revocationHash = Crypto.hash160(keys.revocationPubkey().value);
    for (Htlc htlc : spec.htlcs()) {
      if (!parameters.format().isTrimmed(htlc.amount(), dustLimit)) {
        byte[] script = htlc.isOfferedBy(broadcaster)
            ? Scripts.offeredHtlc(keys, revocationHash, htlc.paymentHash())
            : Scripts.receivedHtlc(keys, revocationHash, htlc.paymentHash(), htlc.cltvExpiry());
        add(Kind.HTLC, htlc.amount().toSatoshiRoundDown(), htlc, script);
      }
    }
  }

  private void add(Kind kind, Satoshi amount, @Nullable Htlc htlc, byte[] witnessScript) {
    outputs.add(new Output(kind, amount, Scripts.payToWitnessScriptHash(witnessScript), htlc, witnessScript));
  }

  /** What is left of a side's balance; the opener that cannot pay the whole cost pays what it has. */
  private static Satoshi afterCost(CommitmentParameters parameters, CommitmentSpec spec, Side side, Satoshi cost) {
    Satoshi balance = spec.balance(side).toSatoshiRoundDown();
    return side == parameters.opener() ? balance.minusOrZero(cost) : balance;
  }

  List<Output> list() {
    return outputs;
  }

  byte[] delayedWitnessScript() {
    return delayedWitnessScript;
  }

  byte[] delayedScript() {
    return delayedScript;
  }

  OptionalInt indexOf(Kind kind) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).kind == kind) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  Satoshi total() {
    long total = 0;
    for (Output output : outputs) {
      total += output.sat;
    }
    return new Satoshi(total);
  }
}
