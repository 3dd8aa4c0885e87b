package org.l2node.routing.gossip;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.EncodedShortIds;
import org.l2node.channels.wire.GossipTimestampFilter;
import org.l2node.channels.wire.QueryChannelRange;
import org.l2node.channels.wire.QueryShortChannelIds;
import org.l2node.channels.wire.ReplyChannelRange;
import org.l2node.channels.wire.ReplyShortChannelIdsEnd;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.WireFormatException;

/**
 * Asks peers for what this node does not know: which channels there are, then those that are new. One peer at a time and one query at a
 * time; a peer that does not answer, or answers without end, costs a minute.
 */
final class Sync {
  private static final int MAX_STREAMS = 5;
  private static final int IDS_PER_QUERY = 1_000;
  private static final int MAX_IDS = 100_000;
  private static final int MAX_REPLIES = 5_000;
  private static final int MAX_WANTED = 5_000;
  /** No further ids are asked for while that many announcements wait for the chain. */
  private static final int MAX_WAITING = 500;

  private static final long TIMEOUT_SECONDS = 60;
  private static final long RESYNC_SECONDS = 3_600;
  private static final long RETRY_SECONDS = 600;
  private static final long NONE = 0xffffffffL;

  private final Core core;
  private final Intake intake;
  /** Whom we are asking; null: nobody. */
  private @Nullable NodeId asking;

  private Phase phase = Phase.RANGE;
  private long progressAt;
  private long lastFirst;
  private int replies;
  private List<ShortChannelId> ids = new ArrayList<>();
  private int nextId;
  private boolean idsOpen;
  /** Whether the ids asked for are what a range query brought, rather than a few that were missed. */
  private boolean whole;
  /** When a sync was last done with, in seconds. */
  private long syncedAt;
  /** Peers that a sync did not work with, or has been done with since {@link #syncedAt}. */
  private final Map<NodeId, Boolean> asked = new LinkedHashMap<>();
  /** Channels that a peer sent updates of and nobody has announced to us, and that peer. */
  private final Map<ShortChannelId, NodeId> wanted = new LinkedHashMap<>();

  private enum Phase {
    RANGE, IDS
  }

  Sync(Core core, Intake intake) {
    this.core = core;
    this.intake = intake;
  }

  void connected(PeerState peer) {
    long streams = core.peers.values().stream().filter(p -> p.streams).count();
    stream(peer, peer.answersQueries && streams < MAX_STREAMS);
    askSomebody();
  }

  /**
   * Asks a peer for what is new from now on and, as long as nothing is known, for all that is not stale; or for nothing (BOLT 7,
   * gossip_timestamp_filter).
   */
  private void stream(PeerState peer, boolean on) {
    peer.streams = on;
    long back = syncedAt == 0 ? Core.STALE_SECONDS : 3_600;
    core.send(peer, on
        ? new GossipTimestampFilter(core.config.chainHash(), Math.max(0, core.seconds() - back), NONE)
        : new GossipTimestampFilter(core.config.chainHash(), NONE, 0));
  }

  void disconnected(PeerState peer) {
    if (peer.id.equals(asking)) {
      giveUp();
    }
    asked.remove(peer.id);
    wanted.values().removeIf(id -> id.equals(peer.id));
    if (peer.streams) {
      core.peers.values().stream().filter(p -> !p.streams && p.answersQueries).findFirst().ifPresent(p -> stream(p, true));
    }
    askSomebody();
  }

  void want(NodeId source, ShortChannelId scid) {
    PeerState peer = core.peer(source);
    if (peer != null && peer.answersQueries && wanted.size() < MAX_WANTED && intake.isWanted(scid)) {
      wanted.putIfAbsent(scid, source);
    }
  }

  void tick() {
    boolean open = phase == Phase.RANGE || idsOpen;
    if (asking != null && open && core.seconds() >= progressAt + TIMEOUT_SECONDS) {
      giveUp();
    }
    if (asking == null) {
      askSomebody();
    }
    if (asking == null) {
      askForWanted();
    }
    nextIds();
  }

  private void giveUp() {
    if (asking != null) {
      asked.put(asking, true);
    }
    asking = null;
    idsOpen = false;
    ids = new ArrayList<>();
  }

  /** Begins a sync where the last one is long ago, with a peer that has not been asked yet. */
  private void askSomebody() {
    boolean due = syncedAt == 0 || core.seconds() >= syncedAt + RESYNC_SECONDS;
    if (asking != null || !due || core.height < 0) {
      return;
    }
    PeerState peer = core.peers.values().stream().filter(p -> p.answersQueries && !asked.containsKey(p.id)).findFirst().orElse(null);
    if (peer == null) {
      if (core.seconds() >= progressAt + RETRY_SECONDS) {
        // All have been asked, the last one a while ago: from the first one again.
        asked.clear();
      }
      return;
    }
    begin(peer, Phase.RANGE);
    core.send(peer, new QueryChannelRange(core.config.chainHash(), 0, NONE, TlvStream.EMPTY));
  }

  private void begin(PeerState peer, Phase first) {
    asking = peer.id;
    phase = first;
    whole = first == Phase.RANGE;
    progressAt = core.seconds();
    lastFirst = 0;
    replies = 0;
    ids = new ArrayList<>();
    nextId = 0;
    idsOpen = false;
  }

  private void askForWanted() {
    Iterator<NodeId> peers = wanted.values().iterator();
    PeerState peer = peers.hasNext() ? core.peer(peers.next()) : null;
    if (peer == null) {
      return;
    }
    begin(peer, Phase.IDS);
    TreeSet<ShortChannelId> sorted = new TreeSet<>();
    wanted.forEach((scid, id) -> {
      if (id.equals(peer.id) && intake.isWanted(scid)) {
        sorted.add(scid);
      }
    });
    wanted.values().removeIf(id -> id.equals(peer.id));
    ids.addAll(sorted);
    nextIds();
  }

  void rangeReply(PeerState peer, ReplyChannelRange reply) {
    if (!peer.id.equals(asking) || phase != Phase.RANGE) {
      return; // Late, or never asked for.
    }
    List<ShortChannelId> told;
    try {
      told = EncodedShortIds.read(reply.encodedShortIds());
    } catch (WireFormatException e) {
      refuse(peer, String.valueOf(e.getMessage()));
      return;
    }
    long end = reply.firstBlocknum() + reply.numberOfBlocks();
    if (!reply.chainHash().equals(core.config.chainHash()) || reply.firstBlocknum() < lastFirst || ++replies > MAX_REPLIES) {
      refuse(peer, "a reply that does not follow the one before");
      return;
    }
    lastFirst = reply.firstBlocknum();
    // An empty reply in the middle is no progress: a peer must not keep us waiting with them.
    progressAt = told.isEmpty() ? progressAt : core.seconds();
    for (ShortChannelId scid : told) {
      if (ids.size() < MAX_IDS && intake.isWanted(scid)) {
        ids.add(scid);
      }
    }
    if (end >= NONE) {
      phase = Phase.IDS;
      progressAt = core.seconds();
      ids = new ArrayList<>(new TreeSet<>(ids));
      nextIds();
    }
  }

  private void refuse(PeerState peer, String text) {
    core.violated(peer.id, Severity.WARN, "BOLT 7 reply_channel_range", text);
    giveUp();
  }

  void idsEnd(PeerState peer, ReplyShortChannelIdsEnd end) {
    if (peer.id.equals(asking) && phase == Phase.IDS && idsOpen && end.chainHash().equals(core.config.chainHash())) {
      idsOpen = false;
      progressAt = core.seconds();
      nextIds();
    }
  }

  /** Asks for the next ids, once the last ones are answered and the chain keeps up. */
  void nextIds() {
    PeerState peer = asking == null ? null : core.peer(asking);
    if (peer == null || phase != Phase.IDS || idsOpen) {
      return;
    }
    if (intake.waiting() > MAX_WAITING) {
      return;
    }
    List<ShortChannelId> query = new ArrayList<>();
    while (nextId < ids.size() && query.size() < IDS_PER_QUERY) {
      ShortChannelId scid = ids.get(nextId++);
      if (intake.isWanted(scid)) {
        query.add(scid);
      }
    }
    if (query.isEmpty()) {
      asked.put(peer.id, true);
      asking = null;
      ids = new ArrayList<>();
      if (whole) {
        syncedAt = core.seconds();
      }
      return;
    }
    idsOpen = true;
    progressAt = core.seconds();
    core.send(peer, new QueryShortChannelIds(core.config.chainHash(), EncodedShortIds.write(query), TlvStream.EMPTY));
  }
}
