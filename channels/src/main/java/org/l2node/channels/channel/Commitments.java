package org.l2node.channels.channel;

import fr.acinq.bitcoin.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.keys.ReceivedSecrets;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;

/**
 * Both sides' commitments. The balances are those that would stand if no HTLC of {@link #htlcs} existed: what a commitment of a given
 * number holds follows from them and the marks of the HTLCs. So local + remote = capacity at all times, and a commitment is never stored
 * twice.
 *
 * @param localIsOpener who pays the fees and may change them
 * @param active the funding outputs in use; at least one
 * @param localBalance this node's, HTLCs offered by it included
 * @param remoteBalance the peer's, HTLCs offered by it included
 * @param localNumber of the current local commitment; all below it are revoked
 * @param remoteNumber of the remote's newest commitment whose predecessor it has revoked
 * @param remotePoint per-commitment point of {@link #remoteNumber}
 * @param remoteNextPoint per-commitment point of the one after; null before channel_ready
 * @param signedAfterLocal not null: this node has signed remote commitment {@link #remoteNumber} + 1 and waits for the revoke_and_ack; its
 *   local commitment had this number then, which says in which order to repeat commitment_signed and revoke_and_ack (BOLT 2, Message
 *   Retransmission)
 * @param remoteSecrets of the peer's revoked commitments
 * @param fees the fee rates on their way, oldest first; never empty
 * @param nextLocalHtlcId number of the next HTLC that this node offers, proposals counted
 * @param nextRemoteHtlcId number of the next HTLC that the peer offers, proposals counted
 * @param htlcs all that are not over
 */
public record Commitments(
    boolean localIsOpener,
    List<ActiveFunding> active,
    MilliSatoshi localBalance,
    MilliSatoshi remoteBalance,
    CommitmentNumber localNumber,
    CommitmentNumber remoteNumber,
    PublicKey remotePoint,
    @Nullable PublicKey remoteNextPoint,
    @Nullable CommitmentNumber signedAfterLocal,
    ReceivedSecrets remoteSecrets,
    List<FeeUpdate> fees,
    HtlcId nextLocalHtlcId,
    HtlcId nextRemoteHtlcId,
    Htlcs htlcs) {
  public Commitments {
    active = List.copyOf(active);
    fees = List.copyOf(fees);
  }

  /** Whether a revoke_and_ack of the peer is outstanding, so that nothing can be signed. */
  public boolean isAwaitingRevocation() {
    return signedAfterLocal != null;
  }

  /** The number of the newest remote commitment that this node has signed. */
  public CommitmentNumber signedRemoteNumber() {
    return isAwaitingRevocation() ? remoteNumber.next() : remoteNumber;
  }

  /** The funding output that the channel stands on. */
  public ActiveFunding funding() {
    return active.getFirst();
  }

  /** What the local commitment {@code number}: the current one, or the next with all marked for it, commits to. */
  public CommitmentSpec localSpec(CommitmentNumber number) {
    List<Htlc> in = new ArrayList<>();
    Moved moved = new Moved();
    for (ChannelHtlc htlc : htlcs.all()) {
      if (htlc.isInLocal(number)) {
        in.add(htlc.inCommitment());
        moved.held(htlc);
      } else if (!htlc.mark().resolved() && htlc.isRemovedFromLocal(number)) {
        moved.ended(htlc);
      }
    }
    FeeratePerKw feerate = fees.getFirst().feerate();
    for (FeeUpdate fee : fees) {
      if (fee.addedLocal() != null && fee.addedLocal().compareTo(number) <= 0) {
        feerate = fee.feerate();
      }
    }
    return moved.spec(this, feerate, in);
  }

  /** The fee rate of the current local commitment. */
  public FeeratePerKw localFeerate() {
    FeeratePerKw feerate = fees.getFirst().feerate();
    for (FeeUpdate fee : fees) {
      if (fee.addedLocal() != null && fee.addedLocal().compareTo(localNumber) <= 0) {
        feerate = fee.feerate();
      }
    }
    return feerate;
  }

  /**
   * What the remote commitment {@code number}: the current one, the signed one after it, or the next with all marked for it, commits to.
   */
  public CommitmentSpec remoteSpec(CommitmentNumber number) {
    List<Htlc> in = new ArrayList<>();
    Moved moved = new Moved();
    for (ChannelHtlc htlc : htlcs.all()) {
      if (htlc.isInRemote(number)) {
        in.add(htlc.inCommitment());
        moved.held(htlc);
      } else if (!htlc.mark().resolved() && htlc.isRemovedFromRemote(number)) {
        moved.ended(htlc);
      }
    }
    FeeratePerKw feerate = fees.getFirst().feerate();
    for (FeeUpdate fee : fees) {
      if (fee.addedRemote() != null && fee.addedRemote().compareTo(number) <= 0) {
        feerate = fee.feerate();
      }
    }
    return moved.spec(this, feerate, in);
  }

  /**
   * What the next commitments come to when all that is proposed now is signed, as far as this node may count on it: HTLCs that either side
   * proposed are in it; a removal counts once the one that loses by it can no longer take it back. At the highest fee rate on its way. Made
   * for checking what can be afforded, not for building.
   */
  public CommitmentSpec projectedSpec() {
    List<Htlc> in = new ArrayList<>();
    Moved moved = new Moved();
    for (ChannelHtlc htlc : htlcs.all()) {
      HtlcMark mark = htlc.mark();
      boolean removed = mark.removedLocal() != null || mark.removedRemote() != null
          || (htlc.isIncoming() && htlc.proposedRemoval() != null);
      if (!removed && !htlc.isIncoming() && htlc.isFulfilled()) {
        // Still in the commitments, but the peer has shown the preimage and may spend the money in its next proposal already.
        in.add(htlc.inCommitment());
        moved.ended(htlc);
      } else if (!removed) {
        in.add(htlc.inCommitment());
        moved.held(htlc);
      } else if (!mark.resolved()) {
        moved.ended(htlc);
      }
    }
    FeeratePerKw feerate = fees.getFirst().feerate();
    for (FeeUpdate fee : fees) {
      feerate = fee.feerate().isMoreThan(feerate) ? fee.feerate() : feerate;
    }
    return moved.spec(this, feerate, in);
  }

  /** What moved between the sides against the stored balances. */
  private static final class Moved {
    private long localHeld;
    private long remoteHeld;
    private long toRemote;
    private long toLocal;

    void held(ChannelHtlc htlc) {
      if (htlc.isIncoming()) {
        remoteHeld += htlc.amount().msat();
      } else {
        localHeld += htlc.amount().msat();
      }
    }

    void ended(ChannelHtlc htlc) {
      if (htlc.isFulfilled()) {
        if (htlc.isIncoming()) {
          toLocal += htlc.amount().msat();
        } else {
          toRemote += htlc.amount().msat();
        }
      }
    }

    CommitmentSpec spec(Commitments c, FeeratePerKw feerate, List<Htlc> in) {
      return new CommitmentSpec(
          feerate,
          new MilliSatoshi(c.localBalance.msat() - localHeld - toRemote + toLocal),
          new MilliSatoshi(c.remoteBalance.msat() - remoteHeld - toLocal + toRemote),
          in);
    }
  }

  /**
   * Whether the peer has revoked the commitment before {@code number}: what this node proposed in it then counts for the local commitment
   * too.
   */
  private boolean isAcknowledged(@Nullable CommitmentNumber number) {
    return number != null && number.compareTo(remoteNumber) <= 0;
  }

  /**
   * With all that belongs into the next remote commitment marked as being in it: what this node proposed, and what the peer proposed that
   * is in the local commitment (whose predecessor this node has revoked).
   */
  public Commitments markedForNextRemote() {
    CommitmentNumber number = signedRemoteNumber().next();
    List<FeeUpdate> markedFees = new ArrayList<>();
    for (FeeUpdate fee : fees) {
      boolean enters = fee.addedRemote() == null && (localIsOpener || fee.addedLocal() != null);
      markedFees.add(enters ? fee.inRemote(number) : fee);
    }
    return withFees(markedFees).withHtlcs(htlcs.map(htlc -> {
      HtlcMark mark = htlc.mark();
      if (mark.addedRemote() == null) {
        return !htlc.isIncoming() || mark.addedLocal() != null ? htlc.withMark(mark.withAddedRemote(number)) : htlc;
      }
      boolean leaves = mark.removedRemote() == null && (htlc.isIncoming() ? htlc.proposedRemoval() != null : mark.removedLocal() != null);
      return leaves ? htlc.withMark(mark.withRemovedRemote(number)) : htlc;
    }));
  }

  /**
   * With all that belongs into the next local commitment marked as being in it: what the peer proposed, and what this node proposed that
   * the peer has revoked for. A removal that the peer proposed is from then on the HTLC's settlement.
   */
  public Commitments markedForNextLocal() {
    CommitmentNumber number = localNumber.next();
    List<FeeUpdate> markedFees = new ArrayList<>();
    for (FeeUpdate fee : fees) {
      boolean enters = fee.addedLocal() == null && (!localIsOpener || isAcknowledged(fee.addedRemote()));
      markedFees.add(enters ? fee.inLocal(number) : fee);
    }
    return withFees(markedFees).withHtlcs(htlcs.map(htlc -> {
      HtlcMark mark = htlc.mark();
      if (mark.addedLocal() == null) {
        return htlc.isIncoming() || isAcknowledged(mark.addedRemote()) ? htlc.withMark(mark.withAddedLocal(number)) : htlc;
      }
      if (mark.removedLocal() != null) {
        return htlc;
      }
      if (htlc.isIncoming()) {
        return isAcknowledged(mark.removedRemote()) ? htlc.withMark(mark.withRemovedLocal(number)) : htlc;
      }
      Settlement removal = htlc.proposedRemoval();
      return removal == null ? htlc : htlc.withMark(mark.withSettlement(removal).withRemovedLocal(number)).withProposedRemoval(null);
    }));
  }

  /** Whether the next remote commitment would differ from the newest signed one, so that there is something to sign. */
  public boolean hasChangesForRemote() {
    Commitments marked = markedForNextRemote();
    return !marked.fees.equals(fees) || marked.htlcs.all().stream().anyMatch(h -> isMarkedAt(h, signedRemoteNumber().next()));
  }

  private static boolean isMarkedAt(ChannelHtlc htlc, CommitmentNumber number) {
    return number.equals(htlc.mark().addedRemote()) || number.equals(htlc.mark().removedRemote());
  }

  /** Whether this node proposed something that it has not signed for. */
  public boolean hasLocalProposals() {
    return htlcs.outgoing().stream().anyMatch(h -> h.mark().addedRemote() == null)
        || htlcs.incoming().stream().anyMatch(h -> h.proposedRemoval() != null && h.mark().removedRemote() == null)
        || (localIsOpener && fees.getLast().addedRemote() == null);
  }

  /** Whether the peer proposed something that it has not signed for. */
  public boolean hasRemoteProposals() {
    return htlcs.incoming().stream().anyMatch(h -> h.mark().addedLocal() == null)
        || htlcs.outgoing().stream().anyMatch(h -> h.proposedRemoval() != null)
        || (!localIsOpener && fees.getLast().addedLocal() == null);
  }

  /** Whether an incoming HTLC is irrevocably committed: the peer has revoked all its commitments without it. */
  public boolean isLockedIn(ChannelHtlc htlc) {
    return htlc.isIncoming() && htlc.mark().addedLocal() != null && isAcknowledged(htlc.mark().addedRemote());
  }

  /** Whether an HTLC is out of all commitments that are not revoked. */
  public boolean isRemovedForGood(ChannelHtlc htlc) {
    HtlcMark mark = htlc.mark();
    return mark.removedLocal() != null && mark.removedLocal().compareTo(localNumber) <= 0 && isAcknowledged(mark.removedRemote());
  }

  /**
   * Whether nothing is on its way any more: no HTLC in any commitment, no change proposed or half signed, no revocation owed (BOLT 2,
   * closing_signed).
   */
  public boolean isQuiet() {
    return htlcs.all().stream().allMatch(h -> h.mark().resolved()) && !isAwaitingRevocation() && fees.size() == 1 && !hasChangesForRemote();
  }

  public Commitments withHtlcs(Htlcs newHtlcs) {
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber, remotePoint, remoteNextPoint,
        signedAfterLocal, remoteSecrets,
        fees, nextLocalHtlcId, nextRemoteHtlcId, newHtlcs);
  }

  public Commitments withHtlc(ChannelHtlc htlc) {
    return withHtlcs(htlcs.with(htlc));
  }

  public Commitments withFees(List<FeeUpdate> newFees) {
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber, remotePoint, remoteNextPoint,
        signedAfterLocal, remoteSecrets,
        newFees, nextLocalHtlcId, nextRemoteHtlcId, htlcs);
  }

  /** With the newest of the peer's points known: channel_ready. */
  public Commitments withRemoteNextPoint(PublicKey point) {
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber, remotePoint, point,
        signedAfterLocal, remoteSecrets, fees,
        nextLocalHtlcId, nextRemoteHtlcId, htlcs);
  }

  /** With an HTLC that {@code direction} says who proposed. */
  public Commitments withProposed(ChannelHtlc htlc) {
    boolean in = htlc.direction() == Direction.INCOMING;
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber, remotePoint, remoteNextPoint,
        signedAfterLocal, remoteSecrets,
        fees, in ? nextLocalHtlcId : nextLocalHtlcId.next(), in ? nextRemoteHtlcId.next() : nextRemoteHtlcId, htlcs.with(htlc));
  }

  /** The next local commitment, signed by the peer, takes the place of the current one. */
  public Commitments withNextLocal(List<ActiveFunding> signed) {
    return new Commitments(localIsOpener, signed, localBalance, remoteBalance, localNumber.next(), remoteNumber, remotePoint,
        remoteNextPoint, signedAfterLocal,
        remoteSecrets, fees, nextLocalHtlcId, nextRemoteHtlcId, htlcs);
  }

  /** This node has signed the next remote commitment. */
  public Commitments withNextRemoteSigned() {
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber, remotePoint, remoteNextPoint,
        localNumber, remoteSecrets, fees,
        nextLocalHtlcId, nextRemoteHtlcId, htlcs);
  }

  /** The peer has revoked its commitment {@link #remoteNumber}. */
  public Commitments withRemoteRevoked(ReceivedSecrets secrets, PublicKey newRemotePoint, PublicKey newNextPoint) {
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber.next(), newRemotePoint,
        newNextPoint, null, secrets, fees,
        nextLocalHtlcId, nextRemoteHtlcId, htlcs);
  }

  /** With other balances, for HTLCs that are out of all commitments. */
  public Commitments withBalances(MilliSatoshi local, MilliSatoshi remote) {
    return new Commitments(localIsOpener, active, local, remote, localNumber, remoteNumber, remotePoint, remoteNextPoint, signedAfterLocal,
        remoteSecrets, fees,
        nextLocalHtlcId, nextRemoteHtlcId, htlcs);
  }

  /**
   * Without the fee rates that a later one has replaced in all commitments they are in or could still enter: at most a few are left,
   * whatever the peer sends.
   */
  public Commitments withFeesPruned() {
    List<FeeUpdate> kept = new ArrayList<>();
    for (int i = 0; i < fees.size(); i++) {
      FeeUpdate fee = fees.get(i);
      if (fees.subList(i + 1, fees.size()).stream().noneMatch(later -> replaces(later, fee))) {
        kept.add(fee);
      }
    }
    return withFees(kept);
  }

  private boolean replaces(FeeUpdate later, FeeUpdate fee) {
    CommitmentNumber laterLocal = later.addedLocal();
    boolean inLocal = laterLocal != null && laterLocal.compareTo(localNumber) <= 0;
    boolean inRemote = isAcknowledged(later.addedRemote());
    boolean local = inLocal || (fee.addedLocal() == null && (localIsOpener ? inRemote : laterLocal != null));
    boolean remote = inRemote || (fee.addedRemote() == null && !localIsOpener && inLocal);
    return local && remote;
  }

  /** What remains when the connection goes: nothing that has not been signed for (BOLT 2, Message Retransmission). */
  public Commitments withoutProposals() {
    Htlcs keptHtlcs = htlcs.map(h -> h.mark().isSigned() ? h.proposedRemoval() == null ? h : h.withProposedRemoval(null) : null);
    return new Commitments(localIsOpener, active, localBalance, remoteBalance, localNumber, remoteNumber, remotePoint, remoteNextPoint,
        signedAfterLocal, remoteSecrets,
        signedFees(), nextSignedHtlcId(Direction.OUTGOING), nextSignedHtlcId(Direction.INCOMING), keptHtlcs);
  }

  /** The fee rates that some commitment has. */
  public List<FeeUpdate> signedFees() {
    return fees.stream().filter(f -> f.addedLocal() != null || f.addedRemote() != null).toList();
  }

  /** The number of the next HTLC of that direction, proposals not counted. */
  public HtlcId nextSignedHtlcId(Direction direction) {
    boolean in = direction == Direction.INCOMING;
    long next = (in ? nextRemoteHtlcId : nextLocalHtlcId).value();
    for (ChannelHtlc htlc : in ? htlcs.incoming() : htlcs.outgoing()) {
      next -= htlc.mark().isSigned() ? 0 : 1;
    }
    return new HtlcId(next);
  }
}
