package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.GossipTimestampFilter;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.QueryChannelRange;
import org.l2node.channels.wire.QueryShortChannelIds;
import org.l2node.channels.wire.ReplyChannelRange;
import org.l2node.channels.wire.ReplyShortChannelIdsEnd;
import org.l2node.routing.graph.NetworkGraph;

/**
 * Everything this node does with gossip (BOLT 7): judges it, keeps it, passes it on, asks for it, tells its own. Deterministic and without
 * input or output of its own, but mutable, since it holds tens of megabytes: one thread at a time owns it, tells it events and carries out
 * the effects, in order.
 */
public final class GossipMachine {
  /** How many questions to the chain are open at a time. */
  public static final int MAX_CHECKS = 32;

  /** BOLT 7, pruning: a spent channel is kept for so long, as it may have been spliced. */
  private static final int FORGET_AFTER_BLOCKS = 72;

  /** Up to so many channels the graph is made anew after every change, beyond that with the next tick. */
  private static final int SMALL_GRAPH = 1_000;

  private static final long PRUNE_EVERY_SECONDS = 600;

  private final Core core;
  private final OwnGossip own;
  private final Intake intake;
  private final Answers answers;
  private final Sync sync;
  private NetworkGraph graph = NetworkGraph.EMPTY;
  private long flushedAt;
  private long prunedAt;

  public GossipMachine(GossipConfig config) {
    this.core = new Core(config);
    this.own = new OwnGossip(core);
    this.intake = new Intake(core, own);
    this.answers = new Answers(core);
    this.sync = new Sync(core, intake);
  }

  /** The network as of the last {@link GossipEffect.GraphChanged}. */
  public NetworkGraph graph() {
    return graph;
  }

  /** How many announced channels are kept. */
  public int channelCount() {
    return core.store.channelCount();
  }

  /**
   * Takes what was stored, before the first event: channels first, then updates, then nodes. The records are trusted as to signatures and
   * the chain; what belongs to no channel is left out.
   *
   * @throws org.l2node.channels.wire.WireFormatException if a record holds no message: whoever stores them forgets them all
   */
  public void restore(Iterable<GossipRecord> records) {
    for (GossipRecord gossip : records) {
      switch (gossip) {
        case GossipRecord.Channel channel -> restore(channel);
        case GossipRecord.Update(ShortChannelId scid, int direction, var bytes) -> {
          ChannelEntry entry = core.store.channel(scid);
          long timestamp = Encoded.updateTimestamp(bytes);
          if (entry != null) {
            boolean ours = entry.from(direction).id.equals(core.self);
            core.store.setUpdate(entry, direction, new StoredMessage(bytes, timestamp, null, ours));
          }
        }
        case GossipRecord.Node(NodeId id, var bytes) -> {
          NodeEntry node = core.store.node(id);
          long timestamp = Encoded.nodeTimestamp(bytes);
          if (node != null) {
            core.store.setAnnouncement(node, new StoredMessage(bytes, timestamp, null, id.equals(core.self)), true);
          }
        }
      }
    }
    core.store.log.flush();
    graph = core.store.graph();
  }

  private void restore(GossipRecord.Channel channel) {
    ByteVector bytes = channel.announcement();
    boolean routable = Intake.isRoutable(Encoded.features(bytes));
    NodeEntry node1 = core.store.nodeFor(Encoded.node(bytes, 0));
    NodeEntry node2 = core.store.nodeFor(Encoded.node(bytes, 1));
    boolean ours = node1.id.equals(core.self) || node2.id.equals(core.self);
    core.store.add(new ChannelEntry(channel.shortChannelId(), node1, node2, channel.capacity().toMilliSatoshi(), channel.outPoint(),
        new StoredMessage(bytes, 0, null, ours), routable, ours, channel.acceptedAt().getEpochSecond()));
  }

  /**
   * Takes an event in.
   *
   * @param now the time
   * @return orders, in order
   */
  public List<GossipEffect> step(GossipEvent event, Instant now) {
    core.begin(now);
    switch (event) {
      case GossipEvent.PeerConnected(NodeId id, var features) -> {
        disconnected(id);
        PeerState peer = new PeerState(id, features);
        core.peers.put(id, peer);
        if (own.hasChannelWith(id)) {
          own.sendAllTo(peer);
        }
        sync.connected(peer);
      }
      case GossipEvent.PeerDisconnected(NodeId id) -> disconnected(id);
      case GossipEvent.Received(NodeId id, GossipMessage message) -> {
        PeerState peer = core.peer(id);
        if (peer != null) {
          received(peer, message);
        }
      }
      case GossipEvent.Writable(NodeId id) -> {
        PeerState peer = core.peer(id);
        if (peer != null) {
          answers.writable(peer);
        }
      }
      case GossipEvent.FundingChecked(FundingCheck.Answer answer) -> {
        intake.fundingChecked(answer);
        sync.nextIds();
      }
      case GossipEvent.BlockConnected(var height, List<OutPoint> spent) -> blockConnected(height.value(), spent);
      case GossipEvent.BlockDisconnected(var height) -> blockDisconnected(height.value());
      case GossipEvent.OwnChannelChanged(OwnChannel channel) -> {
        own.changed(channel);
        intake.replayEarly(channel.shortChannelId());
        channel.names().forEach(intake::replayEarly);
      }
      case GossipEvent.OwnChannelClosed(ShortChannelId scid) -> own.closed(scid);
      case GossipEvent.Tick() -> tick();
    }
    if (core.store.isDirty() && (core.store.channelCount() <= SMALL_GRAPH || event instanceof GossipEvent.Tick)) {
      graph = core.store.graph();
      core.emit(new GossipEffect.GraphChanged(graph));
    }
    wakeReaders();
    return core.end();
  }

  private void disconnected(NodeId id) {
    PeerState peer = core.peers.remove(id);
    if (peer != null) {
      sync.disconnected(peer);
    }
  }

  private void received(PeerState peer, GossipMessage message) {
    switch (message) {
      case ChannelAnnouncement announcement -> intake.channelAnnouncement(peer.id, announcement);
      case ChannelUpdate update -> {
        ShortChannelId unknown = intake.channelUpdate(peer.id, update);
        if (unknown != null) {
          sync.want(peer.id, unknown);
        }
      }
      case NodeAnnouncement announcement -> intake.nodeAnnouncement(peer.id, announcement);
      case QueryShortChannelIds query -> answers.queryIds(peer, query);
      case QueryChannelRange query -> answers.queryRange(peer, query);
      case GossipTimestampFilter filter -> answers.filter(peer, filter);
      case ReplyChannelRange reply -> sync.rangeReply(peer, reply);
      case ReplyShortChannelIdsEnd end -> sync.idsEnd(peer, end);
    }
  }

  private void blockConnected(int height, List<OutPoint> spent) {
    core.height = height;
    for (OutPoint outPoint : spent) {
      ChannelEntry channel = core.store.fundedBy(outPoint);
      if (channel != null && !channel.isSpent()) {
        channel.spentAt = height;
        core.store.markDirty();
      }
    }
    for (ChannelEntry channel : new ArrayList<>(core.store.channels())) {
      if (channel.isSpent() && height >= channel.spentAt + FORGET_AFTER_BLOCKS) {
        intake.forget(channel, true);
        own.forgotten(channel.scid);
      }
    }
    intake.askChain();
    sync.tick();
  }

  /** Channels that were funded in the block are gone with it; those spent in it are not. Our own are told of by the channels. */
  private void blockDisconnected(int height) {
    core.height = Math.max(0, height - 1);
    for (ChannelEntry channel : new ArrayList<>(core.store.channels())) {
      if (!channel.own && channel.scid.blockHeight().value() >= height) {
        intake.forget(channel, false);
      } else if (!channel.own && channel.spentAt >= height) {
        channel.spentAt = -1;
        core.store.markDirty();
      }
    }
  }

  private void tick() {
    if (core.seconds() >= flushedAt + core.config.flushInterval().toSeconds()) {
      flushedAt = core.seconds();
      core.store.log.flush();
    }
    if (core.seconds() >= prunedAt + PRUNE_EVERY_SECONDS) {
      prunedAt = core.seconds();
      intake.prune();
      own.refresh();
    }
    sync.tick();
    if (core.store.log.needsCompaction()) {
      int[] moved = core.store.log.compact();
      core.peers.values().forEach(peer -> peer.place = moved[peer.place]);
    }
  }

  /** Tells peers that want to hear what there is to hear. */
  private void wakeReaders() {
    int visible = core.store.log.visible();
    for (PeerState peer : core.peers.values()) {
      if (peer.filter != null && peer.place < visible) {
        core.wake(peer);
      }
    }
  }
}
