package org.l2node.channels.machine;

import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.HtlcMark;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateFailHtlc;
import org.l2node.channels.wire.UpdateFailMalformedHtlc;
import org.l2node.channels.wire.UpdateFulfillHtlc;

/** The end of HTLCs: what this node decides of incoming ones, and what becomes of those that are out of all commitments. */
final class Settlements {
  private Settlements() {}

  /** Works in every phase: what is decided is stored, and told to the peer when that can be. */
  static Transition settle(ChannelState.WithData s, ChannelEvent.SettleHtlc command) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    Effect stored = new Effect.SettlementStored(data.channelId(), command.htlcId());
    ChannelHtlc htlc = c.htlcs().get(Direction.INCOMING, command.htlcId()).orElse(null);
    if (htlc == null) {
      boolean wasThere = command.htlcId().compareTo(c.nextRemoteHtlcId()) < 0;
      return wasThere ? Step.from(s).add(stored).to(s) : unknown(s, command.htlcId());
    }
    if (!c.isLockedIn(htlc)) {
      return unknown(s, command.htlcId());
    }
    switch (command.settlement()) {
      case Settlement.Fulfilled(var preimage) -> {
        if (!preimage.hash().equals(htlc.add().paymentHash())) {
          return Step.reject(s, new RejectReason.BadArgument("wrong preimage for incoming " + htlc.id()));
        }
      }
      case Settlement.NeverSent _ -> {
        return Step.reject(s, new RejectReason.BadArgument("an incoming HTLC is fulfilled or failed"));
      }
      case Settlement.Failed _, Settlement.Malformed _ -> {}
    }
    boolean isTold = htlc.proposedRemoval() != null || htlc.mark().removedRemote() != null;
    boolean betters = command.settlement() instanceof Settlement.Fulfilled && !htlc.isFulfilled() && !isTold;
    if (htlc.mark().settlement() != null && !betters) {
      return Step.from(s).add(stored).to(s);
    }
    ChannelHtlc settled = htlc.withMark(htlc.mark().withSettlement(command.settlement()));
    Step step = Step.from(s);
    if (s instanceof ChannelState.Normal || s instanceof ChannelState.ShuttingDown) {
      step.send(message(data.channelId(), settled.id(), command.settlement()));
      settled = settled.withProposedRemoval(command.settlement());
    }
    return step.add(stored).to(withCommitments(s, c.withHtlc(settled)));
  }

  private static Transition unknown(ChannelState s, HtlcId id) {
    return Step.reject(s, new RejectReason.UnknownHtlc("no incoming " + id + " is irrevocably committed"));
  }

  static Message message(ChannelId channelId, HtlcId id, Settlement settlement) {
    return switch (settlement) {
      case Settlement.Fulfilled(var preimage) -> new UpdateFulfillHtlc(channelId, id, preimage, TlvStream.EMPTY);
      case Settlement.Failed(var reason) -> new UpdateFailHtlc(channelId, id, reason, TlvStream.EMPTY);
      case Settlement.Malformed(var onionHash, int code) -> new UpdateFailMalformedHtlc(channelId, id, onionHash, code);
      case Settlement.NeverSent _ -> throw new IllegalStateException("incoming " + id + " cannot have been never sent");
    };
  }

  /** The origin has it: what is over can be forgotten. */
  static Transition settlementDurable(ChannelState.WithData s, HtlcId id, Origin origin) {
    Commitments c = s.data().commitments();
    ChannelHtlc htlc = c.htlcs().get(Direction.OUTGOING, id).orElse(null);
    if (htlc == null || !origin.equals(htlc.origin()) || htlc.mark().settlement() == null) {
      return Step.ignore(s);
    }
    if (htlc.mark().resolved()) {
      ChannelState.WithData next = withCommitments(s, c.withHtlcs(c.htlcs().map(h -> !h.isIncoming() && h.id().equals(id) ? null : h)));
      return next instanceof ChannelState.Closing closing ? Closings.finish(Step.from(s), closing) : Step.from(s).to(next);
    }
    return Step.from(s).to(withCommitments(s, c.withHtlc(htlc.withSettlementDurable())));
  }

  /** The balances and rows after HTLCs went out of the last commitment that held them, and the failures that may be told now. */
  record Resolved(Commitments commitments, List<Effect> effects) {}

  static Resolved resolve(ChannelId channelId, Commitments c) {
    List<Effect> effects = new ArrayList<>();
    MilliSatoshi local = c.localBalance();
    MilliSatoshi remote = c.remoteBalance();
    for (ChannelHtlc htlc : c.htlcs().all()) {
      if (htlc.mark().resolved() || !c.isRemovedForGood(htlc)) {
        continue;
      }
      if (htlc.isFulfilled()) {
        local = htlc.isIncoming() ? local.plus(htlc.amount()) : local.minus(htlc.amount());
        remote = htlc.isIncoming() ? remote.minus(htlc.amount()) : remote.plus(htlc.amount());
      } else if (htlc.origin() != null && htlc.mark().settlement() != null) {
        // Only now: before, a commitment of the peer might still have held it (BOLT 2, Forwarding HTLCs).
        effects.add(new Effect.HtlcSettled(channelId, htlc.id(), htlc.origin(), htlc.mark().settlement()));
      }
    }
    Commitments next = c.withBalances(local, remote).withHtlcs(c.htlcs().map(htlc -> {
      HtlcMark mark = htlc.mark();
      if (mark.resolved() || !c.isRemovedForGood(htlc)) {
        return htlc;
      }
      return htlc.isIncoming() || htlc.settlementDurable() ? null : htlc.withMark(mark.asResolved());
    }));
    return new Resolved(next, effects);
  }

  static ChannelState.WithData withCommitments(ChannelState.WithData s, Commitments c) {
    return withData(s, s.data().withCommitments(c));
  }

  static ChannelState.WithData withData(ChannelState.WithData s, ChannelData data) {
    return switch (s) {
      case ChannelState.Online online -> online.withData(data);
      case ChannelState.Offline(ChannelState.Online resumed) -> new ChannelState.Offline(resumed.withData(data));
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> new ChannelState.Reestablishing(resumed.withData(data));
      case ChannelState.FallenBehind _ -> new ChannelState.FallenBehind(data);
      case ChannelState.Closing closing -> closing.withData(data);
      case ChannelState.Closed(var _, var txId, var text) -> new ChannelState.Closed(data, txId, text);
    };
  }
}
