package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.LexicographicalOrdering;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;

/** Builds and signs the wallet's transactions. Pure: the same arguments give the same bytes. */
final class FundingBuilder {
  /** Replaceable, and the lock time counts (BIP 125, BIP 68 not used). */
  private static final long SEQUENCE = 0xfffffffdL;

  private FundingBuilder() {}

  /**
   * @param changeScript where the rest goes; null where there is none
   * @param tip becomes the lock time, so that the transaction is worth nothing to a miner who would redo the last block
   */
  static Reservation build(String owner, CoinSelection.Selected selected, ByteVector script, Satoshi amount,
      @Nullable ByteVector changeScript,
      BlockHeight tip, WalletKeys keys) {
    List<TxOut> outputs = new ArrayList<>();
    outputs.add(new TxOut(new fr.acinq.bitcoin.Satoshi(amount.sat()), script));
    if (changeScript != null) {
      outputs.add(new TxOut(new fr.acinq.bitcoin.Satoshi(selected.change()), changeScript));
    }
    List<TxIn> inputs = selected.inputs().stream().map(input -> new TxIn(input.outPoint(), ByteVector.empty, SEQUENCE, new ScriptWitness()))
        .toList();
    Transaction unsigned = LexicographicalOrdering.sort(new Transaction(2, inputs, outputs, tip.value()));
    Transaction signed = sign(unsigned, selected.inputs(), keys);
    int outputIndex = signed.txOut.indexOf(outputs.getFirst());
    return new Reservation(owner, signed, outputIndex, new Satoshi(selected.fee()));
  }

  private static Transaction sign(Transaction unsigned, List<WalletOutput> inputs, WalletKeys keys) {
    Map<OutPoint, WalletOutput> byOutPoint = new LinkedHashMap<>();
    inputs.forEach(input -> byOutPoint.put(input.outPoint(), input));
    Map<OutPoint, TxOut> spent = new LinkedHashMap<>();
    List<ScriptWitness> witnesses = new ArrayList<>();
    for (TxIn in : unsigned.txIn) {
      WalletOutput output = Objects.requireNonNull(byOutPoint.get(in.outPoint));
      spent.put(in.outPoint, new TxOut(new fr.acinq.bitcoin.Satoshi(output.amount().sat()), output.script()));
    }
    List<TxOut> spentInOrder = List.copyOf(spent.values());
    for (int i = 0; i < unsigned.txIn.size(); i++) {
      WalletOutput output = Objects.requireNonNull(byOutPoint.get(unsigned.txIn.get(i).outPoint));
      witnesses.add(witness(unsigned, i, spentInOrder, keys.privateKey(output.key())));
    }
    Transaction signed = unsigned.updateWitnesses(witnesses);
    signed.correctlySpends(spent, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS); // throws on a bug of ours, before anybody relies on the
                                                                             // transaction
    return signed;
  }

  /** @param spent what each input spends, in order */
  static ScriptWitness witness(Transaction tx, int index, List<TxOut> spent, PrivateKey key) {
    var signature = tx.signInputTaprootKeyPath(key, index, spent, SigHash.SIGHASH_DEFAULT, null, null, null);
    return Script.witnessKeyPathPay2tr(signature, SigHash.SIGHASH_DEFAULT);
  }
}
