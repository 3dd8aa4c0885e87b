package org.l2node.channels.channel;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.TemporaryChannelId;

/**
 * A channel as people and programs outside see it.
 *
 * @param temporaryChannelId its name while it was opened
 * @param channelId empty before funding_created
 * @param peer the node at the other end
 * @param phase coarse, for programs
 * @param detail fine, for people
 * @param localIsOpener who pays the commitments' fees
 * @param capacity of the funding output
 * @param local this node's whole balance: neither reserve nor commitment fee taken off. What is in HTLCs on their way is in neither
 *   balance; an HTLC whose preimage is known counts for its receiver
 * @param remote the peer's balance, by the same rule
 * @param localReserve what this node must keep
 * @param remoteReserve what the peer must keep
 * @param announced whether it is to be known to the network
 * @param shortChannelId once the funding output is deep enough
 * @param localAlias how this node lets the peer, and payers, call it
 * @param remoteAlias how the peer also calls it, for route hints
 * @param fundingTxId empty before funding_created
 * @param closingTxId what spends the funding output: in a block or published by this node
 * @param incomingHtlcs on their way
 * @param outgoingHtlcs on their way
 * @param online connected and re-established
 * @param usable can carry payments now
 * @param sendable the most that one HTLC to the peer can carry now
 * @param receivable the most that one HTLC from the peer can carry now
 * @param feerate of the commitments; zero before there are any
 */
public record ChannelView(
    TemporaryChannelId temporaryChannelId,
    Optional<ChannelId> channelId,
    NodeId peer,
    Phase phase,
    String detail,
    boolean localIsOpener,
    Satoshi capacity,
    MilliSatoshi local,
    MilliSatoshi remote,
    Satoshi localReserve,
    Satoshi remoteReserve,
    boolean announced,
    Optional<ShortChannelId> shortChannelId,
    Optional<ScidAlias> localAlias,
    Optional<ScidAlias> remoteAlias,
    Optional<TxId> fundingTxId,
    Optional<TxId> closingTxId,
    int incomingHtlcs,
    int outgoingHtlcs,
    boolean online,
    boolean usable,
    MilliSatoshi sendable,
    MilliSatoshi receivable,
    FeeratePerKw feerate) {
  private static final String CLOSE_SIGNED = "a closing transaction is signed and waits to be mined";

  /** Coarse phases; the names in lower case are those of the API. */
  public enum Phase {
    OPENING,
    NORMAL,
    SHUTTING_DOWN,
    CLOSING,
    CLOSED
  }

  /** The view of {@code state}. */
  public static ChannelView of(ChannelState state) {
    return switch (state) {
      case ChannelState.AwaitingAccept s ->
        opening(s, true, s.command().capacity(), s.command().push(), s.command().announce(), "waiting for accept_channel");
      case ChannelState.AwaitingFundingTx s -> opening(s, true, s.command().capacity(), s.command().push(), s.command().announce(),
          "waiting for the wallet's funding transaction");
      case ChannelState.AwaitingFundingCreated s ->
        opening(s, false, s.open().fundingAmount(), s.open().pushAmount(), s.open().announceChannel(),
            "waiting for funding_created");
      case ChannelState.AwaitingFundingSigned s -> unsigned(s);
      case ChannelState.Abandoned s -> empty(s, Phase.CLOSED, s.text());
      case ChannelState.AwaitingReady s -> withData(s, Phase.OPENING, readyDetail(s), true);
      case ChannelState.Normal s -> withData(s, Phase.NORMAL, normalDetail(s.data()), true);
      case ChannelState.ShuttingDown s -> withData(s, shutdownPhase(s), !s.closes().isEmpty() ? CLOSE_SIGNED : shutdownDetail(s), true);
      case ChannelState.Negotiating s ->
        withData(s, shutdownPhase(s), !s.closes().isEmpty() ? CLOSE_SIGNED : "agreeing on the closing transaction", true);
      case ChannelState.Offline(ChannelState.Online resumed) -> offline(resumed, "peer is not connected" + held(resumed));
      case ChannelState.Reestablishing(ChannelState.Online resumed) ->
        offline(resumed, "waiting for the peer's channel_reestablish" + held(resumed));
      case ChannelState.FallenBehind s -> withData(s, Phase.CLOSING,
          "the peer has proven that this node's data is out of date: never publishing the old commitment, waiting for the peer to close",
          false);
      case ChannelState.Closing s -> withData(s, Phase.CLOSING, closingDetail(s), false);
      case ChannelState.Closed s -> withData(s, Phase.CLOSED, s.text(), false);
    };
  }

  private static Phase shutdownPhase(ChannelState.Online s) {
    return !s.closes().isEmpty() ? Phase.CLOSING : Phase.SHUTTING_DOWN;
  }

  private static ChannelView opening(ChannelState s, boolean localIsOpener, Satoshi capacity, MilliSatoshi push, boolean announce,
      String detail) {
    MilliSatoshi openers = capacity.toMilliSatoshi().minusOrZero(push);
    return new ChannelView(s.temporaryChannelId(), s.channelId(), s.peer(), Phase.OPENING, detail, localIsOpener, capacity,
        localIsOpener ? openers : push,
        localIsOpener ? push : openers, Satoshi.ZERO, Satoshi.ZERO, announce, Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(),
        Optional.empty(), 0, 0, true,
        false, MilliSatoshi.ZERO, MilliSatoshi.ZERO, new FeeratePerKw(0));
  }

  private static ChannelView unsigned(ChannelState.AwaitingFundingSigned s) {
    ChannelParams p = s.params();
    return new ChannelView(p.temporaryChannelId(), Optional.of(p.channelId()), p.remoteNodeId(), Phase.OPENING,
        "waiting for funding_signed", true, p.capacity(),
        p.capacity().toMilliSatoshi().minusOrZero(p.push()), p.push(), p.localReserve(), p.remoteReserve(), p.announce(), Optional.empty(),
        Optional.ofNullable(p.localAlias()), Optional.empty(),
        Optional.of(p.funding().txid), Optional.empty(), 0, 0, true, false, MilliSatoshi.ZERO, MilliSatoshi.ZERO, s.feerate());
  }

  private static ChannelView empty(ChannelState s, Phase phase, String detail) {
    return new ChannelView(s.temporaryChannelId(), s.channelId(), s.peer(), phase, detail, false, Satoshi.ZERO, MilliSatoshi.ZERO,
        MilliSatoshi.ZERO, Satoshi.ZERO,
        Satoshi.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, false, false,
        MilliSatoshi.ZERO,
        MilliSatoshi.ZERO,
        new FeeratePerKw(0));
  }

  private static String held(ChannelState.Online s) {
    String held = s.data().session().held();
    return held == null
        ? ""
        : "; to be failed (" + held + "), but the commitment is not published before the peer's channel_reestablish shows that this node's"
            + " data is no old copy, a forced close is ordered, or an HTLC is due";
  }

  private static ChannelView offline(ChannelState.Online resumed, String why) {
    ChannelView view = of(resumed);
    String detail = view.detail().isEmpty() ? why : view.detail() + "; " + why;
    return withData(resumed, view.phase(), detail, false);
  }

  private static ChannelView withData(ChannelState.WithData s, Phase phase, String detail, boolean online) {
    ChannelData data = s.data();
    ChannelParams p = data.params();
    Commitments c = data.commitments();
    boolean usable = online && s instanceof ChannelState.Normal && !data.isInDoubt();
    return new ChannelView(
        p.temporaryChannelId(),
        Optional.of(p.channelId()),
        p.remoteNodeId(),
        phase,
        detail,
        p.localIsOpener(),
        p.capacity(),
        Liquidity.localBalance(c),
        Liquidity.remoteBalance(c),
        p.localReserve(),
        p.remoteReserve(),
        p.announce(),
        data.shortChannelId(),
        Optional.ofNullable(p.localAlias()),
        Optional.ofNullable(data.remoteAlias()),
        Optional.of(p.funding().txid),
        Optional.ofNullable(closingTxId(s)),
        (int) c.htlcs().incoming().stream().filter(h -> !h.mark().resolved()).count(),
        (int) c.htlcs().outgoing().stream().filter(h -> !h.mark().resolved()).count(),
        online,
        usable,
        usable ? Liquidity.sendable(data) : MilliSatoshi.ZERO,
        usable ? Liquidity.receivable(data) : MilliSatoshi.ZERO,
        c.fees().getLast().feerate());
  }

  private static @Nullable TxId closingTxId(ChannelState.WithData s) {
    return switch (s) {
      case ChannelState.Closed closed -> closed.closingTxId();
      case ChannelState.Closing closing when closing.spend() != null -> closing.spend().tx().txid;
      case ChannelState.Closing closing when closing.mutualClose() != null -> closing.mutualClose().txid;
      case ChannelState.Closing closing when closing.localCommitment() != null -> closing.localCommitment().txid;
      case ChannelState.Online online -> txId(online);
      case ChannelState.Offline(ChannelState.Online resumed) -> txId(resumed);
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> txId(resumed);
      case ChannelState.Closing _, ChannelState.FallenBehind _ -> null;
    };
  }

  private static @Nullable TxId txId(ChannelState.Online s) {
    Transaction close = s.closes().best(s.data().params().localIsOpener());
    return close == null ? null : close.txid;
  }

  private static String normalDetail(ChannelData data) {
    FundingStatus.Conflict conflict = data.fundingStatus().conflict();
    return switch (data.fundingStatus()) {
      case FundingStatus.Confirmed _ -> "";
      case FundingStatus.Unconfirmed _ -> unconfirmed(data);
      case FundingStatus.Reorganized _ ->
        "a reorganisation has taken the funding transaction out of the chain: no new payments until it is back"
            + (conflict == null ? "" : "; it was double-spent by " + conflict.tx().txid);
    };
  }

  /** Of a channel that is used before it is confirmed. */
  private static String unconfirmed(ChannelData data) {
    FundingStatus.Conflict conflict = data.fundingStatus().conflict();
    if (conflict != null) {
      return "the funding transaction is double-spent by " + conflict.tx().txid + ": no new payments";
    }
    return data.params().localIsOpener()
        ? "used before the funding transaction is confirmed"
        : "used before the funding transaction is confirmed: what it holds is only as safe as the peer is honest";
  }

  private static String readyDetail(ChannelState.AwaitingReady s) {
    if (s.localReady()) {
      return "waiting for the peer's channel_ready";
    }
    if (s.data().params().isZeroConf()) {
      return "waiting for the funding transaction to be seen in the mempool";
    }
    boolean remoteReady = s.data().commitments().remoteNextPoint() != null;
    return "waiting for " + counted(s.data().params().minimumDepth(), "confirmation") + " of the funding transaction"
        + (remoteReady ? "; the peer is ready" : "");
  }

  static String counted(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  private static String shutdownDetail(ChannelState.ShuttingDown s) {
    if (s.remoteScript() == null) {
      return "waiting for the peer's shutdown";
    }
    long left = s.data().commitments().htlcs().all().stream().filter(h -> !h.mark().resolved()).count();
    return left == 0 ? "finishing the last commitments" : "waiting for " + counted(left, "HTLC") + " to end";
  }

  private static String closingDetail(ChannelState.Closing s) {
    FundingSpend spend = s.spend();
    if (spend == null) {
      return (s.cause().isEmpty() ? "" : s.cause() + "; ") + "waiting for a closing transaction to be mined"
          + (s.data().isUsedUnconfirmed() ? ", which needs the funding transaction; " + unconfirmed(s.data()) : "");
    }
    StringBuilder text = new StringBuilder(spend.kind().text());
    if (!s.cause().isEmpty()) {
      text.append(" (").append(s.cause()).append(")");
    }
    text.append(spend.buried() ? ", final" : ", waiting for confirmations");
    long htlcs = s.data().commitments().htlcs().all().stream().filter(h -> !h.mark().resolved()).count();
    if (htlcs > 0) {
      text.append("; ").append(counted(htlcs, "HTLC")).append(htlcs == 1 ? " was" : " were")
          .append(" under way: this version keeps their record but does not claim HTLC outputs on the chain");
    }
    if (spend.kind() == FundingSpend.Kind.REVOKED_COMMITMENT) {
      text.append("; this version keeps what is needed to punish it but does not publish penalty transactions");
    }
    if (s.sweep() != null) {
      text.append(s.sweepBuried() ? "; own output swept" : "; own output being swept by " + s.sweep().txid);
    } else if (spend.kind() == FundingSpend.Kind.LOCAL_COMMITMENT) {
      text.append("; own output can be swept ").append(s.data().params().remote().toSelfDelay().blocks())
          .append(" blocks after the commitment");
    }
    return text.toString();
  }
}
