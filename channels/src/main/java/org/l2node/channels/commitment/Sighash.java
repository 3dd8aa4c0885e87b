package org.l2node.channels.commitment;

import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import org.l2node.channels.units.Satoshi;

/** What a signature of a transaction's input signs (BIP 143). */
final class Sighash {
  private Sighash() {}

  static byte[] ofInput(Transaction tx, int input, byte[] witnessScript, Satoshi amount, int sighashType) {
    return tx.hashForSigning(input, witnessScript, sighashType, new fr.acinq.bitcoin.Satoshi(amount.sat()),
        SigVersion.SIGVERSION_WITNESS_V0);
  }
}
