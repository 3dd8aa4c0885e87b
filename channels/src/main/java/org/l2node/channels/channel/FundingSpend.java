package org.l2node.channels.channel;

import fr.acinq.bitcoin.Transaction;
import org.l2node.channels.units.BlockHeight;

/**
 * The transaction in a block that spends the funding output.
 *
 * @param kind what it is
 * @param tx the transaction
 * @param height of its block
 * @param buried whether it is deep enough to be final
 */
public record FundingSpend(Kind kind, Transaction tx, BlockHeight height, boolean buried) {
  /** What spends a funding output (BOLT 5). */
  public enum Kind {
    /** The closing transaction that both sides signed. */
    MUTUAL_CLOSE("mutual close"),
    /** This node's commitment. */
    LOCAL_COMMITMENT("unilateral close by this node"),
    /** The peer's current commitment, or the one that this node signed last. */
    REMOTE_COMMITMENT("unilateral close by the peer"),
    /** A commitment of the peer that it had revoked. */
    REVOKED_COMMITMENT("revoked commitment of the peer"),
    /** A commitment of the peer that is newer than what this node knows of: this node has lost data. */
    FUTURE_COMMITMENT("commitment of the peer that is newer than this node's data"),
    /** None of these. */
    UNKNOWN("unknown transaction"),
    /** Not the funding output but an input of the funding transaction, which there will never be. */
    FUNDING_DOUBLE_SPENT("never funded");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** For people. */
    public String text() {
      return text;
    }
  }

  public FundingSpend asBuried() {
    return new FundingSpend(kind, tx, height, true);
  }
}
