package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Htlcs;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.WireWriter;

/** What a store has to be told for it to hold one state instead of another. */
final class Writes {
  /** Of {@link ChannelWrite.InsertPenalty}. */
  private static final int PENALTY_VERSION = 1;

  private Writes() {}

  static List<ChannelWrite> between(@Nullable ChannelState previous, ChannelState next) {
    boolean wasStored = previous != null && previous.isStored();
    if (!wasStored) {
      return next.isStored() ? inserted(next) : List.of();
    }
    ChannelId id = previous.channelId().orElseThrow();
    if (next.isForgotten()) {
      return previous.isForgotten() ? List.of() : List.of(new ChannelWrite.DeleteChannel(id));
    }
    List<ChannelWrite> writes = new ArrayList<>();
    if (!ChannelCodec.isEncodedAlike(previous, next)) {
      ByteVector before = ChannelCodec.encodeState(previous);
      ByteVector after = ChannelCodec.encodeState(next);
      if (!before.equals(after)) {
        writes.add(new ChannelWrite.UpdateChannel(id, after));
      }
    }
    if (next.isOver() && !previous.isOver()) {
      writes.add(new ChannelWrite.DropPenalties(id));
    } else if (previous instanceof ChannelState.WithData p && next instanceof ChannelState.WithData n) {
      htlcs(id, p.data(), n.data(), writes);
      penalty(id, p.data(), n.data()).ifPresent(writes::add);
    }
    return writes;
  }

  private static List<ChannelWrite> inserted(ChannelState next) {
    ChannelParams params = switch (next) {
      case ChannelState.AwaitingFundingSigned s -> s.params();
      case ChannelState.WithData s -> s.data().params();
      case ChannelState.Opening _, ChannelState.Abandoned _ -> throw new IllegalStateException(next.name() + " is never stored");
    };
    return List.of(
        new ChannelWrite.InsertChannel(
            params.channelId(),
            params.remoteNodeId(),
            ChannelCodec.encodeFixed(params),
            ChannelCodec.encodeState(next)));
  }

  @SuppressWarnings("ReferenceEquality")
  private static void htlcs(ChannelId id, ChannelData previous, ChannelData next, List<ChannelWrite> writes) {
    Htlcs before = previous.commitments().htlcs();
    Htlcs after = next.commitments().htlcs();
    if (before == after) {
      return;
    }
    for (ChannelHtlc htlc : after.all()) {
      ChannelHtlc old = before.get(htlc.direction(), htlc.id()).orElse(null);
      boolean wasStored = old != null && old.mark().isSigned();
      if (!wasStored && htlc.mark().isSigned()) {
        writes.add(
            new ChannelWrite.InsertHtlc(id, htlc.direction(), htlc.id(), ChannelCodec.encodeHtlc(htlc),
                ChannelCodec.encodeMark(htlc.mark())));
      } else if (old != null && wasStored && !old.mark().equals(htlc.mark())) {
        writes.add(new ChannelWrite.MarkHtlc(id, htlc.direction(), htlc.id(), ChannelCodec.encodeMark(htlc.mark())));
      }
    }
    for (ChannelHtlc old : before.all()) {
      if (old.mark().isSigned() && after.get(old.direction(), old.id()).isEmpty()) {
        writes.add(new ChannelWrite.DeleteHtlc(id, old.direction(), old.id()));
      }
    }
  }

  /**
   * The HTLCs that enter the remote's commitments with the one signed in this step. The HTLC outputs of a revoked commitment are those of
   * its own entry and all earlier ones, found by their scripts; everything else of it follows from the revocation secret. So an HTLC is
   * written once, not once for each commitment that it is in.
   */
  private static Optional<ChannelWrite> penalty(ChannelId id, ChannelData previous, ChannelData next) {
    CommitmentNumber signed = next.commitments().signedRemoteNumber();
    if (signed.equals(previous.commitments().signedRemoteNumber())) {
      return Optional.empty();
    }
    WireWriter w = new WireWriter().u8(PENALTY_VERSION);
    int empty = w.size();
    for (ChannelHtlc htlc : next.commitments().htlcs().all()) {
      boolean trimmed = next.params().commitmentParameters().format().isTrimmed(htlc.amount(), next.params().remote().dustLimit());
      if (signed.equals(htlc.mark().addedRemote()) && !trimmed) {
        w.u8(htlc.isIncoming() ? 0 : 1).htlcId(htlc.id()).paymentHash(htlc.add().paymentHash()).expiry(htlc.add().cltvExpiry());
      }
    }
    return w.size() == empty ? Optional.empty() : Optional.of(new ChannelWrite.InsertPenalty(id, signed, w.toBytes()));
  }
}
