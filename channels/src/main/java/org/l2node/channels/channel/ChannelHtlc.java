package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.UpdateAddHtlc;

/**
 * An HTLC of a channel, from its proposal until nobody needs to know of it any more.
 *
 * @param direction who offered it
 * @param add as it stood on the wire
 * @param origin whom its settlement is owed to; outgoing ones only
 * @param mark where it stands; stored
 * @param proposedRemoval volatile, forgotten with the connection: the removal that was sent (incoming HTLC) or received (outgoing HTLC) and
 *   not yet signed for
 * @param settlementDurable volatile: whoever is owed the settlement of this outgoing HTLC has it
 */
public record ChannelHtlc(
    Direction direction,
    UpdateAddHtlc add,
    @Nullable Origin origin,
    HtlcMark mark,
    @Nullable Settlement proposedRemoval,
    boolean settlementDurable) {
  public static ChannelHtlc incoming(UpdateAddHtlc add) {
    return new ChannelHtlc(Direction.INCOMING, add, null, HtlcMark.NONE, null, false);
  }

  public static ChannelHtlc outgoing(UpdateAddHtlc add, Origin origin) {
    return new ChannelHtlc(Direction.OUTGOING, add, origin, HtlcMark.NONE, null, false);
  }

  public HtlcId id() {
    return add.id();
  }

  public MilliSatoshi amount() {
    return add.amount();
  }

  /** What of it shapes a commitment. */
  public Htlc inCommitment() {
    return new Htlc(direction, add.id(), add.amount(), add.paymentHash(), add.cltvExpiry());
  }

  public boolean isIncoming() {
    return direction == Direction.INCOMING;
  }

  public ChannelHtlc withMark(HtlcMark newMark) {
    return new ChannelHtlc(direction, add, origin, newMark, proposedRemoval, settlementDurable);
  }

  public ChannelHtlc withProposedRemoval(@Nullable Settlement removal) {
    return new ChannelHtlc(direction, add, origin, mark, removal, settlementDurable);
  }

  public ChannelHtlc withSettlementDurable() {
    return new ChannelHtlc(direction, add, origin, mark, proposedRemoval, true);
  }

  /** Whether the local commitment {@code number} has it as an HTLC. */
  public boolean isInLocal(CommitmentNumber number) {
    return isIn(number, mark.addedLocal(), mark.removedLocal());
  }

  /** Whether the remote commitment {@code number} has it as an HTLC. */
  public boolean isInRemote(CommitmentNumber number) {
    return isIn(number, mark.addedRemote(), mark.removedRemote());
  }

  private static boolean isIn(CommitmentNumber number, @Nullable CommitmentNumber added, @Nullable CommitmentNumber removed) {
    return added != null && added.compareTo(number) <= 0 && (removed == null || removed.compareTo(number) > 0);
  }

  /** Whether the local commitment {@code number} has it no more. */
  public boolean isRemovedFromLocal(CommitmentNumber number) {
    return mark.removedLocal() != null && mark.removedLocal().compareTo(number) <= 0;
  }

  /** Whether the remote commitment {@code number} has it no more. */
  public boolean isRemovedFromRemote(CommitmentNumber number) {
    return mark.removedRemote() != null && mark.removedRemote().compareTo(number) <= 0;
  }

  /** Whether it ends by its preimage, as far as is known. */
  public boolean isFulfilled() {
    return mark.settlement() instanceof Settlement.Fulfilled;
  }
}
