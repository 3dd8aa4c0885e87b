package org.l2node.channels.codec;

import fr.acinq.bitcoin.ByteVector64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.Htlcs;
import org.l2node.channels.channel.MutualCloses;
import org.l2node.channels.channel.Session;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** States as bytes, by phase. What is offline or being re-established is stored as the phase to come back to. */
final class StateCodec {
  private static final int AWAITING_FUNDING_SIGNED = 1;
  private static final int AWAITING_READY = 2;
  private static final int NORMAL = 3;
  private static final int SHUTTING_DOWN = 4;
  private static final int NEGOTIATING = 5;
  private static final int FALLEN_BEHIND = 6;
  private static final int CLOSING = 7;
  private static final int CLOSED = 8;
  private static final int ABANDONED = 9;
  /** Since version 2: shutting down or negotiating, with the closing transactions that are signed. */
  private static final int SHUTTING_DOWN_WITH_CLOSES = 10;

  private StateCodec() {}

  static void write(WireWriter w, ChannelState state) {
    switch (state) {
      case ChannelState.Opening _ -> throw new IllegalArgumentException(state.name() + " is never stored");
      case ChannelState.AwaitingFundingSigned s -> {
        w.u8(AWAITING_FUNDING_SIGNED).point(s.remoteFirstPoint()).feerate(s.feerate());
        Forms.tx(w, s.fundingTx());
      }
      case ChannelState.AwaitingReady s -> {
        writeData(w.u8(AWAITING_READY), s.data());
        Forms.flag(w, s.localReady());
      }
      case ChannelState.Normal s -> writeData(w.u8(NORMAL), s.data());
      case ChannelState.ShuttingDown s -> {
        boolean plain = s.closes().equals(MutualCloses.NONE);
        writeData(w.u8(plain ? SHUTTING_DOWN : SHUTTING_DOWN_WITH_CLOSES), s.data());
        Forms.optional(w, s.localScript(), Forms::bytes);
        Forms.optional(w, s.remoteScript(), Forms::bytes);
        if (!plain) {
          writeCloses(w, s.closes());
        }
      }
      case ChannelState.Negotiating s -> write(w, new ChannelState.ShuttingDown(s.data(), s.localScript(), s.remoteScript(), s.closes()));
      case ChannelState.Offline s -> write(w, s.resumed());
      case ChannelState.Reestablishing s -> write(w, s.resumed());
      case ChannelState.FallenBehind s -> writeData(w.u8(FALLEN_BEHIND), s.data());
      case ChannelState.Closing s -> {
        writeData(w.u8(CLOSING), s.data());
        writeClosing(w, s);
      }
      case ChannelState.Closed s -> {
        writeData(w.u8(CLOSED), s.data());
        Forms.optional(w, s.closingTxId(), WireWriter::txId);
        Forms.text(w, s.text());
      }
      case ChannelState.Abandoned s -> Forms.text(w.u8(ABANDONED), s.text());
    }
  }

  static ChannelState read(WireReader r, ChannelParams params, Htlcs htlcs) {
    int phase = r.u8();
    return switch (phase) {
      case AWAITING_FUNDING_SIGNED -> new ChannelState.AwaitingFundingSigned(params, r.point(), r.feerate(), Forms.tx(r), Features.NONE);
      case AWAITING_READY -> new ChannelState.Offline(new ChannelState.AwaitingReady(readData(r, params, htlcs), Forms.flag(r)));
      case NORMAL -> new ChannelState.Offline(new ChannelState.Normal(readData(r, params, htlcs)));
      case SHUTTING_DOWN -> new ChannelState.Offline(
          new ChannelState.ShuttingDown(readData(r, params, htlcs), Forms.optional(r, Forms::bytes), Forms.optional(r, Forms::bytes)));
      case SHUTTING_DOWN_WITH_CLOSES -> new ChannelState.Offline(
          new ChannelState.ShuttingDown(readData(r, params, htlcs), Forms.optional(r, Forms::bytes), Forms.optional(r, Forms::bytes),
              readCloses(r)));
      // Written by version 1. The negotiation starts anew with shutdown on each connection (BOLT 2, closing_signed).
      case NEGOTIATING -> new ChannelState.Offline(
          new ChannelState.ShuttingDown(readData(r, params, htlcs), Forms.bytes(r), Forms.bytes(r)));
      case FALLEN_BEHIND -> new ChannelState.FallenBehind(readData(r, params, htlcs));
      case CLOSING -> readClosing(r, readData(r, params, htlcs));
      case CLOSED -> new ChannelState.Closed(readData(r, params, htlcs), Forms.optional(r, WireReader::txId), Forms.text(r));
      case ABANDONED -> new ChannelState.Abandoned(
          params.remoteNodeId(),
          params.temporaryChannelId(),
          Optional.of(params.channelId()),
          Forms.text(r));
      default -> throw new WireFormatException("not a phase of a channel: " + phase);
    };
  }

  private static void writeCloses(WireWriter w, MutualCloses closes) {
    Forms.optional(w, closes.paidByLocal(), Forms::tx);
    Forms.optional(w, closes.paidByRemote(), Forms::tx);
    Forms.optional(w, closes.since(), (writer, height) -> writer.u32(height.value()));
  }

  private static MutualCloses readCloses(WireReader r) {
    return new MutualCloses(
        Forms.optional(r, Forms::tx),
        Forms.optional(r, Forms::tx),
        Forms.optional(r, Forms::height));
  }

  private static void writeData(WireWriter w, ChannelData data) {
    CommitmentsCodec.write(w, data.commitments());
    switch (data.fundingStatus()) {
      case FundingStatus.Unconfirmed(var tx, var conflict) -> {
        Forms.optional(w.u8(conflict == null ? 0 : 3), tx, Forms::tx);
        if (conflict != null) {
          writeConflict(w, conflict);
        }
      }
      case FundingStatus.Confirmed confirmed -> Forms.flag(w.u8(1).shortChannelId(confirmed.shortChannelId()), confirmed.deep());
      case FundingStatus.Reorganized reorganized -> {
        Forms.optional(w.u8(2).shortChannelId(reorganized.before()), reorganized.tx(), Forms::tx);
        Forms.optional(w, reorganized.conflict(), StateCodec::writeConflict);
      }
    }
    Forms.optional(w, data.remoteAlias(), (writer, alias) -> writer.u64(alias.value()));
    Forms.optional(
        w,
        data.remoteAnnouncement(),
        (writer, a) -> writer.shortChannelId(a.shortChannelId()).signature(a.nodeSignature()).signature(a.bitcoinSignature()));
  }

  private static ChannelData readData(WireReader r, ChannelParams params, Htlcs htlcs) {
    return new ChannelData(
        params,
        CommitmentsCodec.read(r, params.localIsOpener(), htlcs),
        readFundingStatus(r),
        Forms.optional(r, reader -> new ScidAlias(reader.u64())),
        Forms.optional(r, reader -> readAnnouncement(reader, params)),
        Session.NONE);
  }

  private static FundingStatus readFundingStatus(WireReader r) {
    int kind = r.u8();
    return switch (kind) {
      case 0 -> new FundingStatus.Unconfirmed(Forms.optional(r, Forms::tx));
      case 1 -> new FundingStatus.Confirmed(r.shortChannelId(), Forms.flag(r));
      case 2 ->
        new FundingStatus.Reorganized(r.shortChannelId(), Forms.optional(r, Forms::tx), Forms.optional(r, StateCodec::readConflict));
      // Since version 3: not confirmed and double-spent.
      case 3 -> new FundingStatus.Unconfirmed(Forms.optional(r, Forms::tx), readConflict(r));
      default -> throw new WireFormatException("not a funding status: " + kind);
    };
  }

  private static void writeConflict(WireWriter w, FundingStatus.Conflict conflict) {
    Forms.tx(w, conflict.tx());
    w.u32(conflict.height().value());
  }

  private static FundingStatus.Conflict readConflict(WireReader r) {
    return new FundingStatus.Conflict(Forms.tx(r), Forms.height(r));
  }

  private static AnnouncementSignatures readAnnouncement(WireReader r, ChannelParams params) {
    var scid = r.shortChannelId();
    ByteVector64 nodeSignature = r.signature();
    return new AnnouncementSignatures(params.channelId(), scid, nodeSignature, r.signature());
  }

  private static void writeClosing(WireWriter w, ChannelState.Closing s) {
    Forms.text(w, s.cause());
    Forms.optional(w, s.localCommitment(), Forms::tx);
    Forms.optional(w, s.mutualClose(), Forms::tx);
    Forms.optional(w, s.localScript(), Forms::bytes);
    Forms.optional(w, s.remoteScript(), Forms::bytes);
    Forms.optional(w, s.spend(), StateCodec::writeSpend);
    Forms.optional(w, s.sweep(), Forms::tx);
    Forms.flag(w, s.sweepBuried());
  }

  private static ChannelState.Closing readClosing(WireReader r, ChannelData data) {
    return new ChannelState.Closing(
        data,
        Forms.text(r),
        Forms.optional(r, Forms::tx),
        Forms.optional(r, Forms::tx),
        Forms.optional(r, Forms::bytes),
        Forms.optional(r, Forms::bytes),
        Forms.optional(r, StateCodec::readSpend),
        Forms.optional(r, Forms::tx),
        Forms.flag(r));
  }

  private static final List<FundingSpend.Kind> SPEND_KINDS = List.of(
      FundingSpend.Kind.MUTUAL_CLOSE,
      FundingSpend.Kind.LOCAL_COMMITMENT,
      FundingSpend.Kind.REMOTE_COMMITMENT,
      FundingSpend.Kind.REVOKED_COMMITMENT,
      FundingSpend.Kind.FUTURE_COMMITMENT,
      FundingSpend.Kind.UNKNOWN,
      FundingSpend.Kind.FUNDING_DOUBLE_SPENT);

  private static void writeSpend(WireWriter w, FundingSpend spend) {
    w.u8(SPEND_KINDS.indexOf(spend.kind()));
    Forms.tx(w, spend.tx());
    w.u32(spend.height().value());
    Forms.flag(w, spend.buried());
  }

  private static FundingSpend readSpend(WireReader r) {
    int kind = r.u8();
    if (kind >= SPEND_KINDS.size()) {
      throw new WireFormatException("not a kind of spend: " + kind);
    }
    return new FundingSpend(SPEND_KINDS.get(kind), Forms.tx(r), Forms.height(r), Forms.flag(r));
  }

  /** For tests: that no kind was forgotten above. */
  static List<FundingSpend.Kind> spendKinds() {
    return new ArrayList<>(SPEND_KINDS);
  }
}
