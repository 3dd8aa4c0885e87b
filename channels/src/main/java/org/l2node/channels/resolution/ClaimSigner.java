package org.l2node.channels.resolution;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.commitment.InputSignatures;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.PaymentPreimage;

/** Signs transactions that spend {@link Claim}s. */
public final class ClaimSigner {
  private static final ByteVector TRUE = new ByteVector(new byte[]{1});

  private ClaimSigner() {}

  /**
   * The witness of one input, signed for all of {@code tx}: to be made last, when inputs and outputs stand.
   *
   * @param index of the input that spends the claim's output
   * @param keys of the claim's channel
   * @throws IllegalArgumentException if {@code tx} is not one that may spend the claim: another outpoint, sequence or lock time, or another
   *   paired output
   */
  public static ScriptWitness witness(Transaction tx, int index, Claim claim, ChannelKeys keys) {
    check(tx, index, claim);
    ByteVector script = claim.witnessScript();
    return switch (claim.unlock()) {
      case Unlock.ToLocal(var point) -> of(sign(tx, index, claim, keys.delayedPaymentKey(point)), ByteVector.empty, script);
      case Unlock.LocalHtlcDelayed(var point) -> of(sign(tx, index, claim, keys.delayedPaymentKey(point)), ByteVector.empty, script);
      case Unlock.ToRemote _ -> of(sign(tx, index, claim, keys.paymentKey()), script);
      case Unlock.LocalHtlcSuccess htlc -> ofLocalHtlc(tx, index, claim, htlc, htlc.preimage(), keys);
      case Unlock.LocalHtlcTimeout htlc -> ofLocalHtlc(tx, index, claim, htlc, null, keys);
      case Unlock.RemoteHtlcSuccess(var point, var preimage) ->
        of(sign(tx, index, claim, keys.htlcKey(point)), preimage.value(), script);
      case Unlock.RemoteHtlcTimeout(var point) -> of(sign(tx, index, claim, keys.htlcKey(point)), ByteVector.empty, script);
      case Unlock.RevokedToLocal(var secret) -> of(sign(tx, index, claim, keys.revocationKey(secret)), TRUE, script);
      case Unlock.RevokedHtlcDelayed(var secret) -> of(sign(tx, index, claim, keys.revocationKey(secret)), TRUE, script);
      case Unlock.RevokedHtlc(var secret) -> {
        PrivateKey key = keys.revocationKey(secret);
        PublicKey pubkey = key.publicKey();
        yield of(sign(tx, index, claim, key), pubkey.value, script);
      }
      case Unlock.Anchor _ -> of(sign(tx, index, claim, keys.fundingKey()), script);
    };
  }

  private static void check(Transaction tx, int index, Claim claim) {
    TxIn input = tx.txIn.get(index);
    require(input.outPoint.equals(claim.outPoint()), "input " + index + " spends " + input.outPoint + ", not " + claim.outPoint());
    require(tx.version >= 2, "version " + tx.version);
    boolean sequenceFits = input.sequence == claim.sequence() || claim.sequence() == Claim.RBF && input.sequence <= Claim.RBF;
    require(sequenceFits, "sequence " + input.sequence + ", not " + claim.sequence());
    boolean lockTimeFits = claim.fixesLockTime() ? tx.lockTime == claim.lockTime() : tx.lockTime >= claim.lockTime();
    require(lockTimeFits, "lock time " + tx.lockTime + " for " + claim.lockTime());
    claim.pairedOutput().ifPresent(output -> require(tx.txOut.size() > index && tx.txOut.get(index).equals(output),
        "another output at " + index + " than the peer signed"));
  }

  private static void require(boolean holds, String text) {
    if (!holds) {
      throw new IllegalArgumentException(text);
    }
  }

  private static ScriptWitness ofLocalHtlc(
      Transaction tx, int index, Claim claim, Unlock.OfLocalHtlc htlc, @Nullable PaymentPreimage preimage, ChannelKeys keys) {
    return of(
        ByteVector.empty,
        InputSignatures.ofHtlc(htlc.remoteSignature()),
        sign(tx, index, claim, keys.htlcKey(htlc.perCommitmentPoint())),
        preimage == null ? ByteVector.empty : preimage.value(),
        claim.witnessScript());
  }

  private static ByteVector sign(Transaction tx, int index, Claim claim, PrivateKey key) {
    return InputSignatures.sign(tx, index, claim.witnessScript(), claim.amount(), key);
  }

  private static ScriptWitness of(ByteVector... elements) {
    return new ScriptWitness(List.of(elements));
  }
}
