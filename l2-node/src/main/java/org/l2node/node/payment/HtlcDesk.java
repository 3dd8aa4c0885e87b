package org.l2node.node.payment;

import fr.acinq.bitcoin.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.CommandResult;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.ForwardTable;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.node.storage.InvoiceTable.Receipt;
import org.l2node.node.storage.Storage;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.SharedSecret;
import org.l2node.routing.relay.ExpectedPayment;
import org.l2node.routing.relay.OpenedHtlc;
import org.l2node.routing.relay.OutgoingChannel;
import org.l2node.routing.relay.ReceiveRules;
import org.l2node.routing.relay.RelayDecision;
import org.l2node.routing.relay.RelayPolicy;
import org.l2node.routing.relay.RelayRules;

/**
 * What becomes of incoming HTLCs: passed on, taken, or given back. Each is passed on at most once, whatever is told again after a restart:
 * an HTLC is known by its channel and number, and the outgoing one's stored origin names it. Called on the threads of the peers' actors;
 * nothing here waits for another actor.
 */
public final class HtlcDesk {
  /**
   * An HTLC that was passed on, or is being.
   *
   * @param secret of the incoming onion, for errors on their way back
   */
  private record Passed(SharedSecret secret, MilliSatoshi amountIn, MilliSatoshi amountOut, ChannelId downstream) {}

  /**
   * What the desk needs.
   *
   * @param height of the chain
   * @param synced whether the chain is followed to its tip: before, no expiry can be judged
   * @param terms on what terms this node forwards into a channel
   * @param ownUpdate this node's channel_update of an announced channel, for errors
   */
  public record Parts(
      PrivateKey nodeKey,
      RelayPolicy policy,
      NodeRuntime runtime,
      Storage database,
      ChannelDirectory directory,
      InvoiceBook invoices,
      Supplier<BlockHeight> height,
      BooleanSupplier synced,
      Function<ChannelState.WithData, ForwardingTerms> terms,
      Function<ShortChannelId, Optional<ChannelUpdate>> ownUpdate) {
    @Override
    public String toString() {
      return "parts of the HTLC desk";
    }
  }

  private final Parts parts;
  private final Map<Origin.Relayed, Effect.HtlcLockedIn> untilSynced = new ConcurrentHashMap<>();
  private final Map<Origin.Relayed, Passed> passed = new ConcurrentHashMap<>();
  private @Nullable Peers peers;

  public HtlcDesk(Parts parts) {
    this.parts = parts;
  }

  /**
   * To be called once, when the stored channels are in the parts.directory() and before any of them resumes: finds the HTLCs that were
   * passed on before the restart.
   */
  public void start(Peers allPeers) {
    peers = allPeers;
    for (ChannelDirectory.Entry entry : parts.directory().all()) {
      if (entry.state() instanceof ChannelState.WithData withData) {
        for (ChannelHtlc outgoing : withData.data().commitments().htlcs().outgoing()) {
          if (outgoing.origin() instanceof Origin.Relayed relayed) {
            upstreamAdd(relayed)
                .ifPresent(add -> passed.put(relayed, new Passed(secretOf(add), add.amount(), outgoing.amount(), entry.channelId())));
          }
        }
      }
    }
  }

  private Optional<UpdateAddHtlc> upstreamAdd(Origin.Relayed origin) {
    return parts.directory()
        .find(origin.upstream())
        .filter(entry -> entry.state() instanceof ChannelState.WithData)
        .flatMap(entry -> ((ChannelState.WithData) entry.state()).data().commitments().htlcs().get(Direction.INCOMING, origin.htlcId()))
        .map(ChannelHtlc::add);
  }

  private SharedSecret secretOf(UpdateAddHtlc add) {
    return switch (OpenedHtlc.open(add, parts.nodeKey())) {
      case OpenedHtlc.ToRelay relay -> relay.sharedSecret();
      case OpenedHtlc.ToReceive receive -> receive.sharedSecret();
      case OpenedHtlc.Refused _ -> throw new IllegalStateException("an HTLC was passed on whose onion cannot be read");
    };
  }

  private Peers peers() {
    if (peers == null) {
      throw new IllegalStateException("not started");
    }
    return peers;
  }

  /** An incoming HTLC is irrevocably committed. */
  public void lockedIn(ChannelId channelId, UpdateAddHtlc add, boolean mustFail) {
    Origin.Relayed origin = new Origin.Relayed(channelId, add.id());
    if (passed.containsKey(origin)) {
      return;
    }
    if (!parts.synced().getAsBoolean()) {
      // By an old height an HTLC that is about to expire would look safe to pass on or to take. There are no more of them than the channels
      // have slots.
      untilSynced.put(origin, new Effect.HtlcLockedIn(channelId, add, mustFail));
      return;
    }
    boolean failing = mustFail || goesToTheChain(channelId);
    switch (OpenedHtlc.open(add, parts.nodeKey())) {
      case OpenedHtlc.Refused(RelayDecision.Refusal refusal) -> settle(origin, refusal.settlement());
      case OpenedHtlc.ToRelay relay -> {
        if (failing) {
          settle(origin, failure(relay.sharedSecret(), new FailureMessage.TemporaryChannelFailure(null)));
        } else {
          relay(origin, relay);
        }
      }
      case OpenedHtlc.ToReceive receive -> receive(origin, receive, failing);
    }
  }

  /** Whether the channel that an HTLC came in by closes, or has stopped: the HTLC may be had no more when it is paid for. */
  private boolean goesToTheChain(ChannelId upstream) {
    return parts.directory().find(upstream).filter(ChannelDirectory.Entry::settlesOffChain).isEmpty();
  }

  /** The chain is followed to its tip: what has waited for that goes on. Returns at once. */
  public void synced() {
    if (!untilSynced.isEmpty()) {
      parts.runtime().run("waiting HTLCs", this::goOn);
    }
  }

  private void goOn() {
    for (Map.Entry<Origin.Relayed, Effect.HtlcLockedIn> entry : List.copyOf(untilSynced.entrySet())) {
      if (untilSynced.remove(entry.getKey(), entry.getValue())) {
        Effect.HtlcLockedIn htlc = entry.getValue();
        lockedIn(htlc.channelId(), htlc.add(), htlc.mustFail());
      }
    }
  }

  private static Settlement failure(SharedSecret secret, FailureMessage message) {
    return new Settlement.Failed(OnionErrors.create(secret, message));
  }

  private void relay(Origin.Relayed origin, OpenedHtlc.ToRelay htlc) {
    switch (RelayRules.decide(htlc, candidates(htlc.payload().shortChannelId()), parts.policy(), parts.height().get())) {
      case RelayDecision.RelayTo to -> {
        Passed claim = new Passed(to.sharedSecret(), htlc.add().amount(), to.amount(), to.channel().channelId());
        if (passed.putIfAbsent(origin, claim) != null) {
          return;
        }
        ChannelEvent.OfferHtlc offer = new ChannelEvent.OfferHtlc(to.amount(), to.paymentHash(), to.expiry(), to.onion(), origin);
        boolean taken = peers().offer(to.channel().channelId(), offer, result -> {
          if (!(result instanceof CommandResult.Done)) {
            refusedDownstream(origin, htlc, to.channel());
          }
        });
        if (!taken) {
          refusedDownstream(origin, htlc, to.channel());
        }
      }
      case RelayDecision.Refusal refusal -> settle(origin, refusal.settlement());
      case RelayDecision.ReceiveAsFinal _ -> throw new IllegalStateException("an HTLC to relay is not received");
    }
  }

  private void refusedDownstream(Origin.Relayed origin, OpenedHtlc.ToRelay htlc, OutgoingChannel channel) {
    if (passed.remove(origin) != null) {
      settle(origin, RelayRules.offerRefused(htlc, channel).settlement());
    }
  }

  /** The channel that the onion names, then others with the same peer. */
  private List<OutgoingChannel> candidates(ShortChannelId named) {
    Optional<ChannelDirectory.Entry> first = parts.directory().find(named);
    if (first.isEmpty()) {
      return List.of();
    }
    List<OutgoingChannel> all = new ArrayList<>();
    all.add(outgoing(first.get(), named));
    for (ChannelDirectory.Entry other : parts.directory().with(first.get().state().peer())) {
      if (!other.channelId().equals(first.get().channelId()) && ChannelView.of(other.state()).usable()) {
        all.add(outgoing(other, named));
      }
    }
    return all;
  }

  private OutgoingChannel outgoing(ChannelDirectory.Entry entry, ShortChannelId named) {
    ChannelView view = ChannelView.of(entry.state());
    OutgoingChannel.State state = view.usable() && entry.bug().isEmpty()
        ? OutgoingChannel.State.USABLE
        : view.phase() == ChannelView.Phase.NORMAL ? OutgoingChannel.State.OFFLINE : OutgoingChannel.State.CLOSING;
    ForwardingTerms terms = parts.terms().apply((ChannelState.WithData) entry.state());
    ChannelUpdate update = parts.ownUpdate().apply(named).orElse(null);
    return new OutgoingChannel(entry.channelId(), named, terms, state, view.sendable(), update);
  }

  private void receive(Origin.Relayed origin, OpenedHtlc.ToReceive htlc, boolean mustFail) {
    Optional<InvoiceRow> invoice = parts.invoices().find(htlc.add().paymentHash());
    long now = parts.runtime().nowSeconds();
    RelayDecision decision = ReceiveRules.decide(htlc, invoice.map(HtlcDesk::expected).orElse(null), parts.height().get(),
        Instant.ofEpochSecond(now));
    switch (decision) {
      case RelayDecision.ReceiveAsFinal(var hash, var amount, SharedSecret secret) -> {
        InvoiceRow row = invoice.orElseThrow();
        if (mustFail && row.receipt() == null) {
          settle(origin, failure(secret, new FailureMessage.TemporaryChannelFailure(null)));
          return;
        }
        Receipt receipt = new Receipt(amount, now, origin.upstream(), origin.htlcId());
        if (!parts.invoices().receive(hash, receipt, () -> settle(origin, new Settlement.Fulfilled(row.preimage())))) {
          settle(origin, failure(secret, new FailureMessage.IncorrectOrUnknownPaymentDetails(amount, parts.height().get())));
        }
      }
      case RelayDecision.Refusal refusal -> settle(origin, refusal.settlement());
      case RelayDecision.RelayTo _ -> throw new IllegalStateException("an HTLC for this node is not passed on");
    }
  }

  private static ExpectedPayment expected(InvoiceRow row) {
    Receipt receipt = row.receipt();
    return new ExpectedPayment(
        row.paymentHash(),
        row.paymentSecret(),
        row.amount(),
        Instant.ofEpochSecond(row.expiresSeconds()),
        new CltvExpiryDelta(row.minFinalCltv()),
        null,
        receipt == null ? null : new ExpectedPayment.PaidBy(receipt.channelId(), receipt.htlcId()));
  }

  private void settle(Origin.Relayed incoming, Settlement settlement) {
    // Where this is refused the HTLC is told again at the next start: nothing is lost.
    peers().tell(incoming.upstream(), new ChannelEvent.SettleHtlc(incoming.htlcId(), settlement), _ -> {});
  }

  /** An HTLC that this node passed on has ended downstream. Downstream keeps the end until upstream has it on disk. */
  public void settled(Effect.HtlcSettled ended, Origin.Relayed origin) {
    Passed known = passed.get(origin);
    Settlement settlement = known == null ? ended.settlement() : RelayRules.passBack(known.secret(), ended.settlement());
    peers().tell(origin.upstream(), new ChannelEvent.SettleHtlc(origin.htlcId(), settlement), result -> {
      if (isOver(result)) {
        if (known != null && settlement instanceof Settlement.Fulfilled) {
          noteForward(origin, known);
        }
        passed.remove(origin);
        peers().tell(ended.channelId(), new ChannelEvent.SettlementDurable(ended.htlcId(), origin), _ -> {});
      }
    });
  }

  /** Whether upstream needs the settlement no more: it is on disk there, or the HTLC is gone, settled before. */
  private static boolean isOver(CommandResult result) {
    return switch (result) {
      case CommandResult.Done _ -> true;
      case CommandResult.Rejected(RejectReason.UnknownHtlc _) -> true;
      case CommandResult.Rejected _ -> false;
      case CommandResult.NoSuchChannel _ -> false;
    };
  }

  private void noteForward(Origin.Relayed origin, Passed known) {
    ForwardTable.Forward forward = new ForwardTable.Forward(origin.upstream(), origin.htlcId(), known.downstream(), known.amountIn(),
        known.amountOut(), parts.runtime().nowSeconds());
    parts.database().writeSoon(statements -> ForwardTable.insert(statements, forward), () -> {}, _ -> {});
  }

  /** All fees earned so far by passing payments on. */
  public MilliSatoshi feesEarned() {
    return parts.database().query(ForwardTable::feesEarned);
  }
}
