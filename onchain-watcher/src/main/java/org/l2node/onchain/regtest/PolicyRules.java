package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Bitcoin Core's mempool asks of a transaction beyond consensus; figures of version 29. */
final class PolicyRules {
  static final int SCRIPT_FLAGS = ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS;
  static final int MAX_STANDARD_WEIGHT = 400_000;
  /** Satoshi per virtual byte: the least fee, and what a replacement pays on top for itself. */
  static final long MIN_RELAY_FEERATE = 1;
  static final int MAX_PACKAGE = 25;

  private static final int DUST_FEERATE = 3;
  private static final int MIN_BASE_SIZE = 65;
  private static final int MAX_OP_RETURN = 83;
  private static final int OP_RETURN = 0x6a;
  private static final int WITNESS_V0_SCRIPT_LENGTH = 34;
  private static final int MAX_WITNESS_ITEMS = 100;
  private static final int MAX_WITNESS_ITEM = 80;
  private static final int MAX_WITNESS_SCRIPT = 3600;

  private PolicyRules() {}

  static long virtualSize(Transaction tx) {
    return (tx.weight() + 3L) / 4;
  }

  /** Null where the mempool would call the transaction standard. */
  static @Nullable Rejection checkStandard(Transaction tx, List<Coin> coins) {
    if (tx.version < 1 || tx.version > 3) {
      return Rejection.refused("version");
    }
    if (tx.weight() > MAX_STANDARD_WEIGHT) {
      return Rejection.refused("tx-size");
    }
    if (tx.baseSize() < MIN_BASE_SIZE) {
      return Rejection.refused("tx-size-small");
    }
    for (TxOut out : tx.txOut) {
      if (!isStandardScript(out.publicKeyScript)) {
        return Rejection.refused("scriptpubkey");
      }
      if (out.amount.toLong() < dustLimit(out.publicKeyScript)) {
        return Rejection.refused("dust");
      }
    }
    for (int i = 0; i < coins.size(); i++) {
      Rejection rejection = checkInput(tx.txIn.get(i), coins.get(i).output().publicKeyScript);
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  private static @Nullable Rejection checkInput(TxIn in, ByteVector script) {
    if (in.signatureScript.size() > 1650) {
      return Rejection.refused("scriptsig-size");
    }
    boolean isWitnessScriptHash = script.size() == WITNESS_V0_SCRIPT_LENGTH && script.get(0) == 0;
    ScriptWitness witness = in.witness;
    if (isWitnessScriptHash && !witness.stack.isEmpty()) {
      List<ByteVector> arguments = witness.stack.subList(0, witness.stack.size() - 1);
      if (witness.last().size() > MAX_WITNESS_SCRIPT || arguments.size() > MAX_WITNESS_ITEMS
          || arguments.stream().anyMatch(item -> item.size() > MAX_WITNESS_ITEM)) {
        return Rejection.refused("bad-witness-nonstandard");
      }
    }
    return null;
  }

  private static boolean isStandardScript(ByteVector script) {
    if (Script.isNativeWitnessScript(script)) {
      return true;
    }
    if (!script.isEmpty() && (script.get(0) & 0xff) == OP_RETURN) {
      return script.size() <= MAX_OP_RETURN;
    }
    byte[] bytes = script.toByteArray();
    return Script.isPay2pkh(bytes) || Script.isPay2sh(bytes);
  }

  /** The least amount that an output to {@code script} may carry: three times what spending it costs at the least fee rate. */
  static long dustLimit(ByteVector script) {
    if (!script.isEmpty() && (script.get(0) & 0xff) == OP_RETURN) {
      return 0;
    }
    int inputSize = Script.isNativeWitnessScript(script) ? 32 + 4 + 1 + 107 / 4 + 4 : 32 + 4 + 1 + 107 + 4;
    return (long) DUST_FEERATE * (8 + 1 + script.size() + inputSize);
  }
}
