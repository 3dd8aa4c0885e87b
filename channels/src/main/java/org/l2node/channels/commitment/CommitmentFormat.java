package org.l2node.channels.commitment;

import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/** A kind of commitment transaction, fixed by the channel type. A new kind is a new class here. */
public sealed interface CommitmentFormat permits AnchorsZeroFeeHtlc {
  /** The expected weight of a commitment transaction with so many HTLC outputs (BOLT 3, Fee Calculation). */
  long weight(int untrimmedHtlcs);

  /** The fee of a commitment transaction with so many HTLC outputs, rounded down. */
  default Satoshi fee(FeeratePerKw feerate, int untrimmedHtlcs) {
    return feerate.fee(weight(untrimmedHtlcs));
  }

  /** What the opener pays for anchors, whether or not both are there. */
  Satoshi anchorsCost();

  /** Whether an HTLC of that amount gets no output in the commitment of a side with that dust limit (BOLT 3, Trimmed Outputs). */
  boolean isTrimmed(MilliSatoshi amount, Satoshi dustLimit);
}
