package org.l2node.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.node.gossip.GossipService;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.routing.gossip.OwnChannel;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.invoice.RouteHint;
import org.l2node.routing.path.LocalChannel;
import org.l2node.routing.relay.RelayPolicy;

/** This node's channels as routing and gossip see them. */
final class OwnChannels {
  /** Route hints in one invoice: more make the QR code too dense to scan. */
  private static final int MAX_HINTS = 3;

  private final ChannelDirectory directory;
  private final RelayPolicy policy;
  private final Map<ChannelId, ChannelAnnouncement> announcements = new ConcurrentHashMap<>();
  /** The names under which gossip knows the channels. */
  private final Map<ChannelId, ShortChannelId> told = new ConcurrentHashMap<>();

  OwnChannels(ChannelDirectory directory, RelayPolicy policy) {
    this.directory = directory;
    this.policy = policy;
  }

  /** On what terms this node forwards into a channel. */
  ForwardingTerms terms(ChannelState.WithData state) {
    var params = state.data().params();
    MilliSatoshi capacity = params.capacity().toMilliSatoshi();
    MilliSatoshi inFlight = params.remote().maxHtlcValueInFlight().toMilliSatoshiCapped();
    MilliSatoshi least = params.remote().htlcMinimum().isZero() ? MilliSatoshi.msat(1) : params.remote().htlcMinimum();
    MilliSatoshi most = inFlight.isLessThan(capacity) ? inFlight : capacity;
    // A peer may ask for HTLCs larger than all that it takes at once; an update that said so would be none.
    return policy.terms(least, most.isLessThan(least) ? least : most);
  }

  /** The channels that can send now. */
  List<LocalChannel> sendable() {
    List<LocalChannel> all = new ArrayList<>();
    for (ChannelDirectory.Entry entry : directory.all()) {
      if (entry.bug().isEmpty() && entry.state() instanceof ChannelState.Normal normal) {
        ChannelView view = ChannelView.of(normal);
        Optional<ShortChannelId> scid = place(normal.data()).or(() -> localAlias(normal.data()));
        if (view.usable() && scid.isPresent()) {
          all.add(
              new LocalChannel(entry.channelId(), scid.get(), view.peer(), view.sendable(), normal.data().params().remote().htlcMinimum()));
        }
      }
    }
    return all;
  }

  /**
   * The name of a channel that no peer can have chosen: its place in the chain, or this node's alias where that is to be hidden or there is
   * none yet.
   */
  private static Optional<ShortChannelId> name(ChannelData data) {
    return data.params().hidesFunding() ? localAlias(data) : place(data).or(() -> localAlias(data));
  }

  /** What the peer knows a channel by (BOLT 7): its own alias, where its place in the chain is to be hidden or there is none yet. */
  private static Optional<ShortChannelId> nameAtPeer(ChannelData data) {
    return data.params().hidesFunding() ? remoteAlias(data) : place(data).or(() -> remoteAlias(data));
  }

  /** Whether all who pay know, or are about to know, of a channel, so that no invoice has to name it. */
  private static boolean isPublic(ChannelData data) {
    return data.params().announce() && data.fundingStatus() instanceof FundingStatus.Confirmed confirmed && confirmed.deep();
  }

  /** Where the funding output is in the chain, or was before a reorganisation. */
  private static Optional<ShortChannelId> place(ChannelData data) {
    return data.fundingStatus() instanceof FundingStatus.Reorganized(var before, var _, var _)
        ? Optional.of(before)
        : data.shortChannelId();
  }

  private static Optional<ShortChannelId> localAlias(ChannelData data) {
    return Optional.ofNullable(data.params().localAlias()).map(ScidAlias::toShortChannelId);
  }

  private static Optional<ShortChannelId> remoteAlias(ChannelData data) {
    return Optional.ofNullable(data.remoteAlias()).map(ScidAlias::toShortChannelId);
  }

  /** Why no channel can send now, for people: how many there are of each kind that cannot. */
  String whyNoneIsUsable() {
    return why(directory.all());
  }

  static String why(List<ChannelDirectory.Entry> channels) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (ChannelDirectory.Entry entry : channels) {
      ChannelView view = ChannelView.of(entry.state());
      String what = switch (view.phase()) {
        case OPENING -> "being opened";
        case NORMAL -> entry.bug().isPresent() ? "stopped by an internal error" : "without connection to the peer";
        case SHUTTING_DOWN, CLOSING -> "closing";
        case CLOSED -> "";
      };
      if (!what.isEmpty()) {
        counts.merge(what, 1, Integer::sum);
      }
    }
    return counts.isEmpty()
        ? "it has none"
        : counts.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).collect(Collectors.joining(", "));
  }

  /** Tells gossip how a channel stands. */
  void tell(ChannelState state, GossipService gossip) {
    if (!(state instanceof ChannelState.WithData withData)) {
      return;
    }
    ChannelData data = withData.data();
    Optional<ShortChannelId> scid = name(data);
    Optional<ShortChannelId> nameAtPeer = nameAtPeer(data);
    if (scid.isEmpty() || nameAtPeer.isEmpty()) {
      return;
    }
    ChannelView view = ChannelView.of(state);
    switch (view.phase()) {
      case OPENING -> {
        // Both sides are not ready yet: there is nothing to route through.
      }
      case NORMAL -> {
        ShortChannelId before = told.put(data.channelId(), scid.get());
        if (before != null && !before.equals(scid.get()) && !localAlias(data).filter(before::equals).isPresent()) {
          // A reorganisation has moved it: under its old name there is nothing any more. One that had only an alias goes by both names.
          announcements.computeIfPresent(data.channelId(), (_, old) -> old.shortChannelId().equals(before) ? null : old);
          gossip.ownChannelClosed(before);
        }
        gossip.ownChannel(
            new OwnChannel(scid.get(), nameAtPeer.get(), view.peer(), view.capacity(), terms(withData), !data.isInDoubt(),
                localAlias(data).map(Set::of).orElse(Set.of()), announcements.get(data.channelId())));
      }
      case SHUTTING_DOWN, CLOSING, CLOSED -> gossip.ownChannelClosed(told.getOrDefault(data.channelId(), scid.get()));
    }
  }

  /** Both halves of a channel's announcement are there. */
  void announced(ChannelState state, ChannelAnnouncement announcement, GossipService gossip) {
    state.channelId().ifPresent(id -> announcements.put(id, announcement));
    tell(state, gossip);
  }

  /** Ways to this node for payers that its channels are not announced to: of those that can receive, the ones that can receive most. */
  List<RouteHint> hints(GossipService gossip) {
    List<ChannelData> channels = new ArrayList<>();
    for (ChannelDirectory.Entry entry : directory.all()) {
      ChannelView view = ChannelView.of(entry.state());
      if (entry.bug().isEmpty() && view.usable() && entry.state() instanceof ChannelState.WithData withData) {
        if (isPublic(withData.data())) {
          return List.of();
        }
        channels.add(withData.data());
      }
    }
    List<RouteHint> hints = new ArrayList<>();
    channels.stream()
        .sorted(Comparator.comparing((ChannelData data) -> Liquidity.receivable(data)).reversed())
        .forEach(data -> name(data).flatMap(gossip::peerTerms).ifPresent(terms -> {
          // The payer names the channel to the peer: by the peer's own alias, where it gave one.
          Optional<ShortChannelId> atPeer = remoteAlias(data).or(data::shortChannelId);
          if (atPeer.isPresent() && hints.size() < MAX_HINTS) {
            hints.add(new RouteHint(List.of(hop(data, atPeer.get(), terms))));
          }
        }));
    return hints;
  }

  private static RouteHint.Hop hop(ChannelData data, ShortChannelId atPeer, ChannelUpdate terms) {
    return new RouteHint.Hop(
        data.params().remoteNodeId(),
        atPeer,
        new MilliSatoshi(terms.feeBase()),
        terms.feeProportionalMillionths(),
        new CltvExpiryDelta(terms.cltvExpiryDelta().blocks()));
  }
}
