package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxHash;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;

/**
 * The broadcaster's second-stage transaction of one HTLC output: HTLC-success of a received one, HTLC-timeout of an offered one (BOLT 3).
 * It pays no fee; the countersignatory's signature lets the broadcaster add inputs and outputs that do.
 */
public final class HtlcTx {
  private static final long SEQUENCE = 1;
  /** The countersignatory signs the HTLC's input and its output only. */
  static final int REMOTE_SIGHASH = SigHash.SIGHASH_SINGLE | SigHash.SIGHASH_ANYONECANPAY;

  private final Htlc htlc;
  private final boolean success;
  private final TxHash commitment;
  private final int outputIndex;
  private final Satoshi amount;
  private final byte[] witnessScript;
  private final ByteVector outputScript;
  private final PrivateKey localHtlcKey;

  HtlcTx(Htlc htlc, boolean success, TxHash commitment, int outputIndex, byte[] witnessScript, ByteVector outputScript,
      PrivateKey localHtlcKey) {
    this.htlc = htlc;
    this.success = success;
    this.commitment = commitment;
    this.outputIndex = outputIndex;
    this.amount = htlc.amount().toSatoshiRoundDown();
    this.witnessScript = witnessScript;
    this.outputScript = outputScript;
    this.localHtlcKey = localHtlcKey;
  }

  public Htlc htlc() {
    return htlc;
  }

  /**
   * Whether this is an HTLC-success transaction, which needs the preimage; else it is an HTLC-timeout transaction, valid from the HTLC's
   * expiry on.
   */
  public boolean isSuccess() {
    return success;
  }

  /** The HTLC's output of the commitment transaction. */
  public OutPoint input() {
    return new OutPoint(commitment, outputIndex);
  }

  public int outputIndex() {
    return outputIndex;
  }

  /** What the HTLC output holds and, as there is no fee, what this transaction pays. */
  public Satoshi amount() {
    return amount;
  }

  /** The script behind the commitment's HTLC output. */
  public ByteVector witnessScript() {
    return new ByteVector(witnessScript);
  }

  byte[] witnessScriptBytes() {
    return witnessScript;
  }

  long lockTime() {
    return success ? 0 : htlc.cltvExpiry().value();
  }

  /** The transaction without witness. */
  public Transaction unsigned() {
    return new Transaction(
        2,
        List.of(new TxIn(input(), SEQUENCE)),
        List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(amount.sat()), outputScript)),
        lockTime());
  }

  /**
   * The local commitment's HTLC transaction, ready to be published but for its missing fee.
   *
   * @param remoteSignature of the peer, as {@code commitment_signed} brought it
   * @param preimage for an HTLC-success transaction; null for an HTLC-timeout transaction
   */
  public Transaction signed(ByteVector64 remoteSignature, @Nullable PaymentPreimage preimage) {
    Transaction tx = unsigned();
    return tx.updateWitness(0, witness(tx, 0, remoteSignature, preimage));
  }

  /**
   * The witness of this HTLC's input, signed by the local key for all of {@code tx}.
   *
   * @param tx this transaction, or one with further inputs and outputs in which this one's input and output both stand at {@code index}
   * @param preimage for an HTLC-success transaction; null for an HTLC-timeout transaction
   */
  public ScriptWitness witness(Transaction tx, int index, ByteVector64 remoteSignature, @Nullable PaymentPreimage preimage) {
    if (success != (preimage != null)) {
      throw new IllegalArgumentException(
          success ? "an HTLC-success transaction needs the preimage" : "an HTLC-timeout transaction shows no preimage");
    }
    byte[] hash = Sighash.ofInput(tx, index, witnessScript, amount, SigHash.SIGHASH_ALL);
    ByteVector64 localSignature = Signatures.sign(hash, localHtlcKey);
    return new ScriptWitness(
        List.of(
            ByteVector.empty,
            Signatures.witnessElement(remoteSignature, REMOTE_SIGHASH),
            Signatures.witnessElement(localSignature, SigHash.SIGHASH_ALL),
            preimage == null ? ByteVector.empty : preimage.value(),
            witnessScript()));
  }

  @Override
  public String toString() {
    return (success ? "HTLC-success of " : "HTLC-timeout of ") + htlc;
  }
}
