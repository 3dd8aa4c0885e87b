package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;

/** Somebody with one key, who makes transactions for tests: one input per coin, outputs to its own P2WPKH script. */
public record Spender(PrivateKey key) {
  /** An output that can be spent. */
  public record Funds(OutPoint outPoint, TxOut output) {}

  public static Spender of(int number) {
    byte[] secret = new byte[32];
    secret[31] = (byte) number;
    return new Spender(new PrivateKey(secret));
  }

  public ByteVector script() {
    return new ByteVector(Script.write(Script.pay2wpkh(key.publicKey())));
  }

  public static Funds output(Transaction tx, int index) {
    return new Funds(new OutPoint(tx.txid, index), tx.txOut.get(index));
  }

  /** Spends {@code from} into one output of our own. */
  public Transaction spend(Funds from, long fee) {
    return spend(from, fee, 0xfffffffdL, 0, script());
  }

  public Transaction spend(Funds from, long fee, long sequence, long lockTime, ByteVector to) {
    return spend(List.of(from), List.of(new TxOut(new Satoshi(from.output().amount.toLong() - fee), to)), sequence, lockTime);
  }

  public Transaction spend(List<Funds> from, List<TxOut> outputs, long sequence, long lockTime) {
    List<TxIn> inputs = from.stream().map(funds -> new TxIn(funds.outPoint(), ByteVector.empty, sequence, new ScriptWitness())).toList();
    Transaction tx = new Transaction(2, inputs, outputs, lockTime);
    List<ScriptWitness> witnesses = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      byte[] signature = tx.signInput(i, Script.pay2pkh(key.publicKey()), SigHash.SIGHASH_ALL, from.get(i).output().amount,
          SigVersion.SIGVERSION_WITNESS_V0, key);
      witnesses.add(Script.witnessPay2wpkh(key.publicKey(), new ByteVector(signature)));
    }
    return tx.updateWitnesses(witnesses);
  }
}
