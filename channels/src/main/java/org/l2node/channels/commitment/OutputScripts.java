package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.PaymentHash;

/** The witness scripts behind a commitment's outputs (BOLT 3), for those who look for outputs and spend them. */
public final class OutputScripts {
  private OutputScripts() {}

  /** to_local, and the output of both HTLC transactions. */
  public static ByteVector delayed(CommitmentKeys keys, ToSelfDelay delay) {
    return new ByteVector(Scripts.delayed(keys, delay));
  }

  /** to_remote. */
  public static ByteVector toRemote(PublicKey countersignatoryPaymentPubkey) {
    return new ByteVector(Scripts.toRemote(countersignatoryPaymentPubkey));
  }

  /** The anchor of the side with that funding key. */
  public static ByteVector anchor(PublicKey fundingPubkey) {
    return new ByteVector(Scripts.anchor(fundingPubkey));
  }

  /** An HTLC that the broadcaster offered. */
  public static ByteVector offeredHtlc(CommitmentKeys keys, PaymentHash paymentHash) {
    return new ByteVector(Scripts.offeredHtlc(keys, Crypto.hash160(keys.revocationPubkey().value), paymentHash));
  }

  /** An HTLC that the broadcaster received. */
  public static ByteVector receivedHtlc(CommitmentKeys keys, PaymentHash paymentHash, CltvExpiry expiry) {
    return new ByteVector(Scripts.receivedHtlc(keys, Crypto.hash160(keys.revocationPubkey().value), paymentHash, expiry));
  }

  /** What an output carries to be locked by {@code witnessScript}. */
  public static ByteVector payToWitnessScriptHash(ByteVector witnessScript) {
    return new ByteVector(Scripts.payToWitnessScriptHash(witnessScript.toByteArray()));
  }
}
