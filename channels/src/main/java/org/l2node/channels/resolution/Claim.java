package org.l2node.channels.resolution;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;

/**
 * An output that is this node's to spend, now or from some height on. Any transaction may spend it that keeps to {@link #sequence},
 * {@link #lockTime} and, for an HTLC of this node's own commitment, {@link #pairedOutput}; {@link ClaimSigner} signs for it. An output is
 * claimed until a transaction that spends it is in a block, whoever made that.
 *
 * @param outPoint the output
 * @param amount what it holds
 * @param witnessScript what it is locked by
 * @param unlock which output it is, and what the witness needs besides a signature
 * @param sequence of the input: exactly this where {@link #fixesLockTime} or where a delay is in it, and {@link #RBF} else
 * @param lockTime the least lock time of the transaction, a height; 0: none. Exactly this where {@link #fixesLockTime}
 * @param validFrom the lowest block that may hold a transaction that spends it; it can be published when the tip is one below
 * @param deadline the highest block that it should be in: from the next one on somebody else may take it, or it comes too late for another
 *   channel; null: nothing hurries
 * @param budget the most that may be paid in fees for it
 */
public record Claim(OutPoint outPoint, Satoshi amount, ByteVector witnessScript, Unlock unlock, long sequence, long lockTime,
    BlockHeight validFrom, @Nullable BlockHeight deadline, Satoshi budget) {
  /** Replaceable (BIP 125), no delay, the lock time counts. */
  public static final long RBF = TxIn.SEQUENCE_FINAL - 2;

  /** DER with a low S and sighash type, at the most. */
  private static final int SIGNATURE = 73;
  private static final int PUBKEY = 33;
  private static final int PREIMAGE = 32;
  /** Outpoint, empty script, sequence. */
  private static final int INPUT_WEIGHT = 4 * 41;

  /** What must stand at the index of this input among the outputs; empty: nothing in particular. */
  public Optional<TxOut> pairedOutput() {
    return unlock instanceof Unlock.OfLocalHtlc htlc ? Optional.of(htlc.pairedOutput()) : Optional.empty();
  }

  /**
   * Whether the transaction must have exactly {@link #lockTime} (and version 2): the peer's signature covers it. So an HTLC-success and an
   * HTLC-timeout transaction are never one, nor two HTLC-timeout transactions of different expiries.
   */
  public boolean fixesLockTime() {
    return unlock instanceof Unlock.OfLocalHtlc;
  }

  /**
   * Whether the peer may be able to spend the same output in any transaction of its own: what else is in a transaction with this one can be
   * held up by it (reliability, V19 and V35).
   */
  public boolean isContested() {
    return unlock instanceof Unlock.OfHtlc;
  }

  /** Whether it brings nothing by itself: its whole amount goes with its paired output, or it is an anchor. Others must pay the fee. */
  public boolean needsFeeInputs() {
    return unlock instanceof Unlock.OfLocalHtlc || unlock instanceof Unlock.Anchor;
  }

  /** The weight of the input with its witness, at the most. */
  public int inputWeight() {
    return INPUT_WEIGHT + witnessWeight();
  }

  /** The weight of the witness, count of elements and lengths included, at the most. */
  public int witnessWeight() {
    int rest = switch (unlock) {
      case Unlock.ToRemote _, Unlock.Anchor _ -> 0;
      // The empty element, or a single byte, takes a branch of the script.
      case Unlock.ToLocal _, Unlock.LocalHtlcDelayed _, Unlock.RemoteHtlcTimeout _ -> 1;
      case Unlock.RevokedToLocal _, Unlock.RevokedHtlcDelayed _ -> 1 + 1;
      case Unlock.RevokedHtlc _ -> 1 + PUBKEY;
      case Unlock.RemoteHtlcSuccess _ -> 1 + PREIMAGE;
      // The element that CHECKMULTISIG drops, the peer's signature, the preimage or nothing.
      case Unlock.LocalHtlcSuccess _ -> 1 + 1 + SIGNATURE + 1 + PREIMAGE;
      case Unlock.LocalHtlcTimeout _ -> 1 + 1 + SIGNATURE + 1;
    };
    return 1 + 1 + SIGNATURE + rest + 1 + witnessScript.size();
  }
}
