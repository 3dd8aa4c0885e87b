package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.l2node.channels.units.Satoshi;

/**
 * The output that a channel lives in (BOLT 3, Funding Transaction Output).
 *
 * @param outpoint where it is
 * @param capacity what it holds
 * @param localPubkey this node's funding key
 * @param remotePubkey the peer's funding key
 */
public record Funding(OutPoint outpoint, Satoshi capacity, PublicKey localPubkey, PublicKey remotePubkey) {
  /** What the output is locked by: both signatures. */
  public ByteVector witnessScript() {
    return new ByteVector(Scripts.funding(localPubkey, remotePubkey));
  }

  /** The output's script. */
  public ByteVector scriptPubkey() {
    return scriptPubkey(localPubkey, remotePubkey);
  }

  /** The script of the output that two sides with these funding keys share, before it has an outpoint. */
  public static ByteVector scriptPubkey(PublicKey localPubkey, PublicKey remotePubkey) {
    return new ByteVector(Scripts.payToWitnessScriptHash(Scripts.funding(localPubkey, remotePubkey)));
  }

  /** The output as it stands in the funding transaction. */
  public TxOut output() {
    return new TxOut(new fr.acinq.bitcoin.Satoshi(capacity.sat()), scriptPubkey());
  }

  PublicKey pubkey(Side side) {
    return switch (side) {
      case LOCAL -> localPubkey;
      case REMOTE -> remotePubkey;
    };
  }

  /** What both sides sign of {@code tx}, whose only input spends this output. */
  byte[] sighash(Transaction tx) {
    return Sighash.ofOnlyInput(tx, Scripts.funding(localPubkey, remotePubkey), capacity);
  }

  /** The witness that spends this output. */
  ScriptWitness witness(ByteVector64 localSignature, ByteVector64 remoteSignature) {
    ByteVector local = Signatures.witnessElement(localSignature, SigHash.SIGHASH_ALL);
    ByteVector remote = Signatures.witnessElement(remoteSignature, SigHash.SIGHASH_ALL);
    boolean localFirst = Scripts.isLess(localPubkey, remotePubkey);
    return new ScriptWitness(List.of(ByteVector.empty, localFirst ? local : remote, localFirst ? remote : local, witnessScript()));
  }
}
