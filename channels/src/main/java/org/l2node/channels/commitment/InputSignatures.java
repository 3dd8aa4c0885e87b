package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import org.l2node.channels.units.Satoshi;

/** Signatures as the witness of an input has them, for transactions that spend a commitment's outputs among others. */
public final class InputSignatures {
  private InputSignatures() {}

  /**
   * This node's own, over all of {@code tx}.
   *
   * @param input its index
   * @param witnessScript what the spent output is locked by
   * @param amount of the spent output
   */
  public static ByteVector sign(Transaction tx, int input, ByteVector witnessScript, Satoshi amount, PrivateKey key) {
    byte[] hash = Sighash.ofInput(tx, input, witnessScript.toByteArray(), amount, SigHash.SIGHASH_ALL);
    return Signatures.witnessElement(Signatures.sign(hash, key), SigHash.SIGHASH_ALL);
  }

  /**
   * The peer's of an HTLC transaction, over that input and the output at its index alone.
   *
   * @param signature as {@code commitment_signed} brought it
   */
  public static ByteVector ofHtlc(ByteVector64 signature) {
    return Signatures.witnessElement(signature, HtlcTx.REMOTE_SIGHASH);
  }
}
