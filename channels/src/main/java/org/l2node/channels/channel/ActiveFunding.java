package org.l2node.channels.channel;

import fr.acinq.bitcoin.OutPoint;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.units.Satoshi;

/**
 * A funding output that the current commitments spend, with the peer's signatures for the local one. A channel has one; while a splice
 * waits for its confirmations it has more.
 *
 * @param outPoint the output
 * @param capacity its amount
 * @param remoteSignatures for the current local commitment and its HTLC transactions
 */
public record ActiveFunding(OutPoint outPoint, Satoshi capacity, CommitmentSignatures remoteSignatures) {
  public ActiveFunding withSignatures(CommitmentSignatures signatures) {
    return new ActiveFunding(outPoint, capacity, signatures);
  }
}
