package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CommitmentNumber;

/**
 * Where an HTLC stands: the numbers of the commitments that it entered and left. Together with the numbers of the current commitments they
 * say which of BOLT 2's five states its addition and its removal are in, so that a revocation marks no HTLC at all.
 *
 * @param addedLocal the first local commitment with it
 * @param addedRemote the first remote commitment with it that this node signed
 * @param settlement incoming: what this node decided; outgoing: what the peer gave, a preimage as soon as it came, a failure once it was
 *   signed for
 * @param removedLocal the first local commitment without it again
 * @param removedRemote the first remote commitment without it again that this node signed
 * @param resolved it is out of all commitments for good, its amount is in the balances; only whoever is owed the settlement has not
 *   confirmed it yet
 */
public record HtlcMark(
    @Nullable CommitmentNumber addedLocal,
    @Nullable CommitmentNumber addedRemote,
    @Nullable Settlement settlement,
    @Nullable CommitmentNumber removedLocal,
    @Nullable CommitmentNumber removedRemote,
    boolean resolved) {
  /** Proposed only. */
  public static final HtlcMark NONE = new HtlcMark(null, null, null, null, null, false);

  /** Whether any commitment ever held it: from then on it is stored. */
  public boolean isSigned() {
    return addedLocal != null || addedRemote != null;
  }

  public HtlcMark withAddedLocal(CommitmentNumber number) {
    return new HtlcMark(number, addedRemote, settlement, removedLocal, removedRemote, resolved);
  }

  public HtlcMark withAddedRemote(CommitmentNumber number) {
    return new HtlcMark(addedLocal, number, settlement, removedLocal, removedRemote, resolved);
  }

  public HtlcMark withSettlement(Settlement newSettlement) {
    return new HtlcMark(addedLocal, addedRemote, newSettlement, removedLocal, removedRemote, resolved);
  }

  public HtlcMark withRemovedLocal(CommitmentNumber number) {
    return new HtlcMark(addedLocal, addedRemote, settlement, number, removedRemote, resolved);
  }

  public HtlcMark withRemovedRemote(CommitmentNumber number) {
    return new HtlcMark(addedLocal, addedRemote, settlement, removedLocal, number, resolved);
  }

  public HtlcMark asResolved() {
    return new HtlcMark(addedLocal, addedRemote, settlement, removedLocal, removedRemote, true);
  }
}
