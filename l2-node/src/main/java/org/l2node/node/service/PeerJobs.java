package org.l2node.node.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.PeerInfo;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.units.NodeId;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.Connections;
import org.l2node.node.peer.PeerLink;
import org.l2node.node.peer.Peers;
import org.l2node.node.transport.DialException;

/** Connects to and shows peers for the API. */
final class PeerJobs {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final NodeId self;
  private final Peers peers;
  private final Connections connections;
  private final ChannelDirectory directory;

  PeerJobs(NodeId self, Peers peers, Connections connections, ChannelDirectory directory) {
    this.self = self;
    this.peers = peers;
    this.connections = connections;
    this.directory = directory;
  }

  PeerInfo connect(NodeId peer, @Nullable PeerAddress address) {
    if (peer.equals(self)) {
      throw ApiProblem.of(ProblemCode.OWN_NODE, "This node cannot connect to itself.", "node_id");
    }
    try {
      connections.connect(peer, address == null ? null : transportAddress(address)).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return info(peer);
    } catch (ExecutionException e) {
      throw problem(e.getCause() instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : e.getCause());
    } catch (TimeoutException e) {
      throw ApiProblem.of(ProblemCode.PEER_UNREACHABLE, "The peer did not answer within " + LIMIT.toSeconds() + " s.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiProblem.of(ProblemCode.NOT_READY, "The node is stopping.");
    }
  }

  private static org.l2node.node.transport.PeerAddress transportAddress(PeerAddress address) {
    try {
      return new org.l2node.node.transport.PeerAddress(address.host(), address.port());
    } catch (IllegalArgumentException e) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, String.valueOf(e.getMessage()), "address");
    }
  }

  private static ApiProblem problem(@Nullable Throwable cause) {
    return switch (cause) {
      case Connections.UnknownAddressException _ ->
        ApiProblem.of(ProblemCode.PEER_ADDRESS_UNKNOWN, "No address of this node is known: give one as host:port.", "address");
      case DialException dial -> {
        String text = String.valueOf(dial.getMessage());
        boolean refused = text.startsWith("the peer refuses us") || text.startsWith("this node does not support");
        yield ApiProblem.of(refused ? ProblemCode.PEER_REFUSED : ProblemCode.PEER_UNREACHABLE, text);
      }
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  List<PeerInfo> all() {
    TreeSet<NodeId> ids = new TreeSet<>(peers.connected());
    for (ChannelDirectory.Entry entry : directory.all()) {
      if (ChannelView.of(entry.state()).phase() != ChannelView.Phase.CLOSED) {
        ids.add(entry.state().peer());
      }
    }
    List<PeerInfo> all = new ArrayList<>();
    ids.forEach(id -> all.add(info(id)));
    return all;
  }

  private PeerInfo info(NodeId id) {
    Optional<PeerLink> link = peers.link(id);
    int channels = (int) directory.with(id).stream().filter(entry -> ChannelView.of(entry.state()).phase() != ChannelView.Phase.CLOSED)
        .count();
    PeerAddress address = connections
        .knownAddress(id)
        .map(org.l2node.node.transport.PeerAddress::toString)
        // Where a peer dialled from is not where it can be dialled.
        .or(() -> link.filter(PeerLink::isOutbound).map(PeerLink::address))
        .map(PeerJobs::apiAddress)
        .orElse(null);
    return new PeerInfo(id, address, link.isPresent(), link.isPresent() && !link.get().isOutbound(), channels);
  }

  private static @Nullable PeerAddress apiAddress(String text) {
    try {
      return PeerAddress.parse(text);
    } catch (IllegalArgumentException _) {
      return null; // an address that the API has no form for is not shown
    }
  }
}
