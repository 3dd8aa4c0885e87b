package org.l2node.channels.resolution;

import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;

/** Which output a {@link Claim} spends and what its witness shows besides a signature of this node (BOLT 3 and 5). */
public sealed interface Unlock {
  /** For people and programs: words in lower case. */
  String text();

  /** An HTLC output of a commitment: until it is claimed the peer may be able to spend it too, and so to block what is with it. */
  sealed interface OfHtlc extends Unlock {}

  /**
   * An HTLC output of this node's own commitment, spent by an HTLC transaction that the peer has signed with SIGHASH_SINGLE and
   * ANYONECANPAY: version 2, sequence 1, its lock time and the output at the input's index are fixed by that signature. It pays no fee.
   */
  sealed interface OfLocalHtlc extends OfHtlc {
    /** Of the local commitment. */
    PublicKey perCommitmentPoint();

    /** As commitment_signed brought it. */
    ByteVector64 remoteSignature();

    /** What must stand at the index of the input. */
    TxOut pairedOutput();
  }

  /**
   * to_local of this node's own commitment, after the delay.
   *
   * @param perCommitmentPoint of the local commitment
   */
  record ToLocal(PublicKey perCommitmentPoint) implements Unlock {
    @Override
    public String text() {
      return "to_local";
    }
  }

  /** to_remote of any of the peer's commitments, one block after it. */
  record ToRemote() implements Unlock {
    @Override
    public String text() {
      return "to_remote";
    }
  }

  /** A received HTLC of this node's own commitment, by its HTLC-success transaction. */
  record LocalHtlcSuccess(PublicKey perCommitmentPoint, ByteVector64 remoteSignature, TxOut pairedOutput,
      PaymentPreimage preimage) implements OfLocalHtlc {
    @Override
    public String text() {
      return "htlc_success";
    }
  }

  /** An offered HTLC of this node's own commitment, by its HTLC-timeout transaction. */
  record LocalHtlcTimeout(PublicKey perCommitmentPoint, ByteVector64 remoteSignature, TxOut pairedOutput) implements OfLocalHtlc {
    @Override
    public String text() {
      return "htlc_timeout";
    }
  }

  /**
   * The output of an HTLC transaction of this node, after the delay.
   *
   * @param perCommitmentPoint of the local commitment
   */
  record LocalHtlcDelayed(PublicKey perCommitmentPoint) implements Unlock {
    @Override
    public String text() {
      return "htlc_delayed";
    }
  }

  /**
   * An HTLC that the peer offered, in one of its commitments, with the preimage.
   *
   * @param perCommitmentPoint of the peer's commitment
   */
  record RemoteHtlcSuccess(PublicKey perCommitmentPoint, PaymentPreimage preimage) implements OfHtlc {
    @Override
    public String text() {
      return "remote_htlc_success";
    }
  }

  /**
   * An HTLC that this node offered, in one of the peer's commitments, after its expiry.
   *
   * @param perCommitmentPoint of the peer's commitment
   */
  record RemoteHtlcTimeout(PublicKey perCommitmentPoint) implements OfHtlc {
    @Override
    public String text() {
      return "remote_htlc_timeout";
    }
  }

  /**
   * The peer's main output of a commitment that it had revoked.
   *
   * @param perCommitmentSecret that the peer has shown
   */
  record RevokedToLocal(PrivateKey perCommitmentSecret) implements Unlock {
    @Override
    public String text() {
      return "penalty_to_local";
    }

    @Override
    public String toString() {
      return "RevokedToLocal[]";
    }
  }

  /**
   * An HTLC output, offered or received, of a commitment that the peer had revoked.
   *
   * @param perCommitmentSecret that the peer has shown
   */
  record RevokedHtlc(PrivateKey perCommitmentSecret) implements OfHtlc {
    @Override
    public String text() {
      return "penalty_htlc";
    }

    @Override
    public String toString() {
      return "RevokedHtlc[]";
    }
  }

  /**
   * The output of an HTLC transaction that the peer has confirmed for a commitment that it had revoked.
   *
   * @param perCommitmentSecret that the peer has shown
   */
  record RevokedHtlcDelayed(PrivateKey perCommitmentSecret) implements Unlock {
    @Override
    public String text() {
      return "penalty_htlc_delayed";
    }

    @Override
    public String toString() {
      return "RevokedHtlcDelayed[]";
    }
  }

  /**
   * This node's anchor of a commitment that is not in a block yet, to pay for it with a child: a package of two.
   *
   * @param parent the commitment, ours or the peer's, with its witness
   * @param parentFee what it pays itself
   */
  record Anchor(Transaction parent, Satoshi parentFee) implements Unlock {
    @Override
    public String text() {
      return "anchor";
    }

    @Override
    public String toString() {
      return "Anchor[parent=" + parent.txid + ", parentFee=" + parentFee + "]";
    }
  }
}
