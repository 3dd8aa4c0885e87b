package org.l2node.routing.gossip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.GossipMessage;

/** What the parts of the gossip machine share: the store, the peers, the chain's height, the time of the present step and its effects. */
final class Core {
  /** BOLT 7, pruning: what is older than two weeks may be dropped. */
  static final long STALE_SECONDS = 14 * 24 * 3_600;

  /** A timestamp further in the future is not believed. */
  static final long MAX_AHEAD_SECONDS = 24 * 3_600;

  private static final int MAX_WARNINGS = 16;
  private static final int MAX_FORGED = 20;

  final GossipConfig config;
  final NodeId self;
  final GossipStore store = new GossipStore();
  final Map<NodeId, PeerState> peers = new LinkedHashMap<>();
  /** Negative: the chain has not been heard of. */
  int height = -1;
  private Instant now = Instant.EPOCH;
  private List<GossipEffect> effects = new ArrayList<>();

  Core(GossipConfig config) {
    this.config = config;
    this.self = config.nodeId();
  }

  void begin(Instant time) {
    now = time;
    effects = new ArrayList<>();
  }

  List<GossipEffect> end() {
    List<GossipEffect> all = List.copyOf(effects);
    effects = new ArrayList<>();
    return all;
  }

  long seconds() {
    return now.getEpochSecond();
  }

  void emit(GossipEffect effect) {
    effects.add(effect);
  }

  void send(PeerState peer, GossipMessage message) {
    emit(new GossipEffect.Send(peer.id, message));
  }

  void sendEncoded(PeerState peer, StoredMessage message) {
    emit(new GossipEffect.SendEncoded(peer.id, message.bytes));
  }

  /** Asks for {@link GossipEvent.Writable} unless that is already asked for. */
  void wake(PeerState peer) {
    if (!peer.waiting) {
      peer.waiting = true;
      emit(new GossipEffect.MoreWaiting(peer.id));
    }
  }

  /** Tells that a peer broke a rule; of each rule once while it only costs a warning. */
  void violated(NodeId id, Severity severity, String rule, String text) {
    PeerState peer = peers.get(id);
    if (severity == Severity.WARN && peer != null) {
      if (peer.warnedOf.contains(rule) || peer.warnedOf.size() >= MAX_WARNINGS) {
        return;
      }
      peer.warnedOf.add(rule);
    }
    emit(new GossipEffect.Violated(id, new ProtocolViolation(severity, rule, text)));
  }

  /**
   * Tells that a peer passed on a signature that is not valid: it does not check what it passes on. Checking is dear, so only a few times.
   */
  void forged(NodeId id, Severity severity, String rule, String text) {
    PeerState peer = peers.get(id);
    boolean often = peer != null && ++peer.forged >= MAX_FORGED;
    violated(id, often ? Severity.DISCONNECT : severity, rule, text);
  }

  @Nullable
  PeerState peer(NodeId id) {
    return peers.get(id);
  }
}
