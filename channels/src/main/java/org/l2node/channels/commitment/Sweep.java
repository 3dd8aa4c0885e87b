package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * Transactions that bring this node's own outputs home after a unilateral close (BOLT 5). Each is empty where there is no such output, or
 * where the fee leaves only dust of it.
 */
public final class Sweep {
  /**
   * version, counts, lock time, one input without witness, the output's amount and the length of its script; times 4. Then marker and flag.
   */
  private static final long BASE_WEIGHT = 4 * (4 + 1 + 1 + 4 + 41 + 9) + 2;
  private static final int SIGNATURE_LENGTH = 73;
  private static final long TO_REMOTE_SEQUENCE = 1;

  private Sweep() {}

  /**
   * Sweeps the to_local output of this node's own commitment. Valid in a block when the commitment has {@code to_self_delay} confirmations.
   *
   * @param commitment this node's own
   * @param script where to
   */
  public static Optional<Transaction> delayed(
      CommitmentTx commitment, CommitmentParameters parameters, ChannelKeys keys, ByteVector script, FeeratePerKw feerate) {
    if (commitment.broadcaster() != Side.LOCAL) {
      throw new IllegalArgumentException("not a local commitment");
    }
    if (commitment.toLocalOutput().isEmpty()) {
      return Optional.empty();
    }
    return delayed(commitment.unsigned(), commitment.toLocalOutput().getAsInt(), commitment, parameters, keys, script, feerate);
  }

  /**
   * Sweeps the delayed output of an HTLC transaction of this node's own commitment. Valid in a block when that transaction has
   * {@code to_self_delay} confirmations.
   *
   * @param htlcTx one of {@link CommitmentTx#htlcTxs}, as published: perhaps with more inputs and outputs
   * @param output its index there
   */
  public static Optional<Transaction> delayedHtlc(
      Transaction htlcTx, int output, CommitmentTx commitment, CommitmentParameters parameters, ChannelKeys keys, ByteVector script,
      FeeratePerKw feerate) {
    return delayed(htlcTx, output, commitment, parameters, keys, script, feerate);
  }

  private static Optional<Transaction> delayed(
      Transaction parent, int output, CommitmentTx commitment, CommitmentParameters parameters, ChannelKeys keys, ByteVector script,
      FeeratePerKw feerate) {
    PrivateKey key = keys.delayedPaymentKey(commitment.keys().perCommitmentPoint());
    byte[] witnessScript = commitment.delayedWitnessScript().toByteArray();
    // The empty element takes the branch of the delay.
    int witnessWeight = 1 + 1 + SIGNATURE_LENGTH + 1 + 1 + witnessScript.length;
    return spend(parent, output, witnessWeight, parameters.local().toSelfDelay().blocks(), script, feerate)
        .map(tx -> tx.updateWitness(
            0,
            new ScriptWitness(
                List.of(signature(tx, parent, output, witnessScript, key), ByteVector.empty, commitment.delayedWitnessScript()))));
  }

  /**
   * Sweeps the to_remote output that a commitment of the peer pays this node with. Valid in a block when the commitment has one
   * confirmation.
   *
   * @param commitment any of the peer's, revoked ones and ones from after a loss of data included: the output's key is the same in all
   * @param script where to
   */
  public static Optional<Transaction> toRemote(Transaction commitment, ChannelKeys keys, ByteVector script, FeeratePerKw feerate) {
    PublicKey pubkey = keys.basepoints().paymentBasepoint();
    byte[] witnessScript = Scripts.toRemote(pubkey);
    ByteVector scriptPubkey = new ByteVector(Scripts.payToWitnessScriptHash(witnessScript));
    for (int i = 0; i < commitment.txOut.size(); i++) {
      if (commitment.txOut.get(i).publicKeyScript.equals(scriptPubkey)) {
        int output = i;
        int witnessWeight = 1 + 1 + SIGNATURE_LENGTH + 1 + witnessScript.length;
        return spend(commitment, output, witnessWeight, TO_REMOTE_SEQUENCE, script, feerate)
            .map(tx -> tx.updateWitness(
                0,
                new ScriptWitness(
                    List.of(signature(tx, commitment, output, witnessScript, keys.paymentKey()), new ByteVector(witnessScript)))));
      }
    }
    return Optional.empty();
  }

  private static Optional<Transaction> spend(
      Transaction parent, int output, int witnessWeight, long sequence, ByteVector script, FeeratePerKw feerate) {
    Satoshi amount = new Satoshi(parent.txOut.get(output).amount.toLong());
    Satoshi fee = feerate.fee(BASE_WEIGHT + 4L * script.size() + witnessWeight);
    Satoshi left = amount.minusOrZero(fee);
    if (left.isLessThan(ShutdownScript.dustLimit(script))) {
      return Optional.empty();
    }
    return Optional.of(
        new Transaction(
            2,
            List.of(new TxIn(new OutPoint(parent, output), sequence)),
            List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(left.sat()), script)),
            0));
  }

  private static ByteVector signature(Transaction tx, Transaction parent, int output, byte[] witnessScript, PrivateKey key) {
    Satoshi amount = new Satoshi(parent.txOut.get(output).amount.toLong());
    ByteVector64 signature = Signatures.sign(Sighash.ofInput(tx, 0, witnessScript, amount, SigHash.SIGHASH_ALL), key);
    return Signatures.witnessElement(signature, SigHash.SIGHASH_ALL);
  }
}
