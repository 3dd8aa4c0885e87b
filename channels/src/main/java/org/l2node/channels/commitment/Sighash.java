package org.l2node.channels.commitment;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.l2node.channels.units.Satoshi;

/** What a signature of a transaction's input signs (BIP 143). */
final class Sighash {
  private Sighash() {}

  static byte[] ofInput(Transaction tx, int input, byte[] witnessScript, Satoshi amount, int sighashType) {
    return tx.hashForSigning(input, witnessScript, sighashType, new fr.acinq.bitcoin.Satoshi(amount.sat()),
        SigVersion.SIGVERSION_WITNESS_V0);
  }

  /**
   * As {@link #ofInput} with SIGHASH_ALL for the only input of a commitment or closing transaction. The library's method takes time and
   * memory that grow with the square of the number of outputs (5 MB and 0.4 ms for 483 HTLCs), which is too much for what happens at every
   * commitment.
   *
   * @param witnessScript below 253 bytes, as are the scripts of all outputs
   */
  static byte[] ofOnlyInput(Transaction tx, byte[] witnessScript, Satoshi amount) {
    if (tx.txIn.size() != 1) {
      throw new IllegalArgumentException(tx.txIn.size() + " inputs, not one");
    }
    MessageDigest sha256 = sha256();
    TxIn input = tx.txIn.getFirst();
    byte[] outpoint = OutPoint.write(input.outPoint);
    byte[] sequence = new byte[4];
    ByteBuffer.wrap(sequence).order(ByteOrder.LITTLE_ENDIAN).putInt((int) input.sequence);
    byte[] preimage = new byte[4 + 32 + 32 + 36 + 1 + witnessScript.length + 8 + 4 + 32 + 4 + 4];
    ByteBuffer.wrap(preimage)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) tx.version)
        .put(doubleHash(sha256, outpoint))
        .put(doubleHash(sha256, sequence))
        .put(outpoint)
        .put(lengthByte(witnessScript))
        .put(witnessScript)
        .putLong(amount.sat())
        .put(sequence)
        .put(outputsHash(sha256, tx))
        .putInt((int) tx.lockTime)
        .putInt(SigHash.SIGHASH_ALL);
    return doubleHash(sha256, preimage);
  }

  private static byte[] outputsHash(MessageDigest sha256, Transaction tx) {
    byte[] head = new byte[8 + 1];
    ByteBuffer amount = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    for (TxOut output : tx.txOut) {
      byte[] script = output.publicKeyScript.toByteArray();
      amount.putLong(0, output.amount.toLong());
      head[8] = lengthByte(script);
      sha256.update(head);
      sha256.update(script);
    }
    return sha256.digest(sha256.digest());
  }

  private static byte lengthByte(byte[] script) {
    if (script.length >= 253) {
      throw new IllegalArgumentException("a script of " + script.length + " bytes");
    }
    return (byte) script.length;
  }

  private static byte[] doubleHash(MessageDigest sha256, byte[] bytes) {
    return sha256.digest(sha256.digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
