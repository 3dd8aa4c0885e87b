package org.l2node.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
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
        Optional<ShortChannelId> scid = view.shortChannelId();
        if (view.usable() && scid.isPresent()) {
          all.add(
              new LocalChannel(entry.channelId(), scid.get(), view.peer(), view.sendable(), normal.data().params().remote().htlcMinimum()));
        }
      }
    }
    return all;
  }

  /** Tells gossip how a channel stands. */
  void tell(ChannelState state, GossipService gossip) {
    if (!(state instanceof ChannelState.WithData withData)) {
      return;
    }
    Optional<ShortChannelId> scid = withData.data().shortChannelId();
    if (scid.isEmpty()) {
      return;
    }
    ChannelView view = ChannelView.of(state);
    switch (view.phase()) {
      case OPENING -> {
        // Both sides are not ready yet: there is nothing to route through.
      }
      case NORMAL -> gossip.ownChannel(new OwnChannel(
          scid.get(), view.peer(), view.capacity(), terms(withData), true, announcements.get(withData.data().channelId())));
      case SHUTTING_DOWN, CLOSING, CLOSED -> gossip.ownChannelClosed(scid.get());
    }
  }

  /** Both halves of a channel's announcement are there. */
  void announced(ChannelState state, ChannelAnnouncement announcement, GossipService gossip) {
    state.channelId().ifPresent(id -> announcements.put(id, announcement));
    tell(state, gossip);
  }

  /** Ways to this node for payers that its channels are not announced to: of those that can receive, the ones that can receive most. */
  List<RouteHint> hints(GossipService gossip) {
    List<ChannelView> views = directory.all().stream().filter(entry -> entry.bug().isEmpty()).map(entry -> ChannelView.of(entry.state()))
        .filter(ChannelView::usable).toList();
    if (views.stream().anyMatch(ChannelView::announced)) {
      return List.of();
    }
    List<RouteHint> hints = new ArrayList<>();
    views.stream()
        .sorted(java.util.Comparator.comparing(ChannelView::receivable).reversed())
        .forEach(view -> view.shortChannelId().flatMap(gossip::peerTerms).ifPresent(terms -> {
          if (hints.size() < MAX_HINTS) {
            hints.add(new RouteHint(List.of(hop(view, terms))));
          }
        }));
    return hints;
  }

  private static RouteHint.Hop hop(ChannelView view, ChannelUpdate terms) {
    return new RouteHint.Hop(
        view.peer(),
        terms.shortChannelId(),
        new MilliSatoshi(terms.feeBase()),
        terms.feeProportionalMillionths(),
        new CltvExpiryDelta(terms.cltvExpiryDelta().blocks()));
  }
}
