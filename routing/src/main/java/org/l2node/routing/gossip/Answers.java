package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import org.l2node.channels.wire.WireReader;

/**
 * Sends peers what they asked for (BOLT 7, query messages): one query of each kind per peer at a time, answered piece by piece as the peer
 * reads, so that no answer is ever held in memory and a second query while one is being answered is refused.
 */
final class Answers {
  /** Messages per piece. */
  private static final int PIECE = 100;
  /** Ids that fit one reply. */
  private static final int IDS_PER_REPLY = 8_000;
  /** Heights end here: a short channel id has 24 bits for them. */
  private static final long END_OF_BLOCKS = 1L << 24;

  private static final long QUERY_FLAGS = 1;
  private static final int ALL = 31;

  private final Core core;

  Answers(Core core) {
    this.core = core;
  }

  void filter(PeerState peer, GossipTimestampFilter filter) {
    if (!filter.chainHash().equals(core.config.chainHash())) {
      return;
    }
    peer.filter = new long[]{filter.firstTimestamp(), filter.firstTimestamp() + filter.timestampRange()};
    // One that begins in the future asks for news only; any other for what is there too.
    peer.place = filter.firstTimestamp() > core.seconds() ? core.store.log.visible() : 0;
    if (peer.place < core.store.log.visible()) {
      core.wake(peer);
    }
  }

  void queryIds(PeerState peer, QueryShortChannelIds query) {
    if (!query.chainHash().equals(core.config.chainHash())) {
      core.send(peer, new ReplyShortChannelIdsEnd(query.chainHash(), 0));
      return;
    }
    if (peer.idsAnswer != null) {
      core.violated(peer.id, Severity.WARN, "BOLT 7 query_short_channel_ids", "the query before this one is not answered in full yet");
      return;
    }
    List<ShortChannelId> ids;
    List<Long> flags;
    try {
      ids = EncodedShortIds.read(query.encodedShortIds());
      flags = flags(query.tlvs(), ids.size());
    } catch (WireFormatException e) {
      core.violated(peer.id, Severity.WARN, "BOLT 7 query_short_channel_ids", String.valueOf(e.getMessage()));
      return;
    }
    peer.idsAnswer = new IdsAnswer(peer, query.chainHash(), ids, flags);
    core.wake(peer);
  }

  /** What is asked for of each id; empty: everything. */
  private static List<Long> flags(TlvStream tlvs, int count) {
    @Nullable
    ByteVector encoded = tlvs.get(QUERY_FLAGS).orElse(null);
    if (encoded == null) {
      return List.of();
    }
    WireReader r = new WireReader(encoded.toByteArray());
    int encoding = r.u8();
    if (encoding != 0) {
      throw new WireFormatException("query flags in encoding " + encoding + ", which no one may send");
    }
    List<Long> flags = new ArrayList<>();
    while (r.remaining() > 0) {
      flags.add(r.bigSize());
    }
    if (flags.size() != count) {
      throw new WireFormatException(flags.size() + " query flags for " + count + " ids");
    }
    return flags;
  }

  void queryRange(PeerState peer, QueryChannelRange query) {
    if (peer.rangeAnswer != null) {
      core.violated(peer.id, Severity.WARN, "BOLT 7 query_channel_range", "the query before this one is not answered in full yet");
      return;
    }
    if (!query.chainHash().equals(core.config.chainHash())) {
      core.send(peer,
          new ReplyChannelRange(query.chainHash(), query.firstBlocknum(), query.numberOfBlocks(), 1, EncodedShortIds.write(List.of()),
              TlvStream.EMPTY));
      return;
    }
    peer.rangeAnswer = new RangeAnswer(peer, query);
    core.wake(peer);
  }

  /** The peer reads: sends it the next piece of what it wants, queries before news. */
  void writable(PeerState peer) {
    peer.waiting = false;
    if (peer.idsAnswer != null) {
      if (peer.idsAnswer.next()) {
        peer.idsAnswer = null;
      }
    } else if (peer.rangeAnswer != null) {
      if (peer.rangeAnswer.next()) {
        peer.rangeAnswer = null;
      }
    } else {
      stream(peer);
    }
    if (peer.idsAnswer != null || peer.rangeAnswer != null || peer.filter != null && peer.place < core.store.log.visible()) {
      core.wake(peer);
    }
  }

  private void stream(PeerState peer) {
    int sent = 0;
    // What is passed over costs little, but not nothing: a bound on that too.
    int looked = 0;
    while (peer.filter != null && peer.place < core.store.log.visible() && sent < PIECE && looked < 20 * PIECE) {
      StoredMessage message = core.store.log.at(peer.place++);
      looked++;
      boolean knows = message != null && (peer.id.equals(message.source) || message.own && peer.hasChannel);
      if (message != null && !knows && peer.wants(message.timestamp)) {
        core.sendEncoded(peer, message);
        sent++;
      }
    }
  }

  /** Answers query_short_channel_ids. */
  private final class IdsAnswer implements PeerState.Answer {
    private final PeerState peer;
    private final ByteVector32 chainHash;
    private final List<ShortChannelId> ids;
    private final List<Long> flags;
    private final Set<NodeId> sentNodes = new TreeSet<>();
    private int at;
    private int sent;

    IdsAnswer(PeerState peer, ByteVector32 chainHash, List<ShortChannelId> ids, List<Long> flags) {
      this.peer = peer;
      this.chainHash = chainHash;
      this.ids = ids;
      this.flags = flags;
    }

    @Override
    public boolean next() {
      sent = 0;
      while (at < ids.size() && sent < PIECE) {
        ChannelEntry channel = core.store.channel(ids.get(at));
        if (channel != null && channel.hasUpdate()) {
          answer(channel, flags.isEmpty() ? ALL : flags.get(at));
        }
        at++;
      }
      if (at == ids.size()) {
        core.send(peer, new ReplyShortChannelIdsEnd(chainHash, core.height < 0 ? 0 : 1));
        return true;
      }
      return false;
    }

    private void answer(ChannelEntry channel, long wanted) {
      if ((wanted & 1) != 0 && !channel.isSpent()) {
        send(channel.announcement);
      }
      for (int direction = 0; direction < 2; direction++) {
        StoredMessage update = channel.update(direction);
        if ((wanted >> (1 + direction) & 1) != 0 && update != null) {
          send(update);
        }
      }
      for (int end = 0; end < 2; end++) {
        NodeEntry node = channel.from(end);
        StoredMessage announcement = node.announcement;
        if ((wanted >> (3 + end) & 1) != 0 && announcement != null && node.relayable && sentNodes.add(node.id)) {
          send(announcement);
        }
      }
    }

    private void send(StoredMessage message) {
      core.sendEncoded(peer, message);
      sent++;
    }
  }

  /** Answers query_channel_range: one reply per piece. */
  private final class RangeAnswer implements PeerState.Answer {
    private final PeerState peer;
    private final QueryChannelRange query;
    /** One past the last block asked for; may be beyond what an id can name. */
    private final long end;
    /** From where the next reply counts. */
    private long first;
    /** The first id that has not been sent; as unsigned 64 bits. */
    private long nextId;
    private boolean started;

    RangeAnswer(PeerState peer, QueryChannelRange query) {
      this.peer = peer;
      this.query = query;
      this.first = query.firstBlocknum();
      this.end = query.firstBlocknum() + query.numberOfBlocks();
    }

    @Override
    public boolean next() {
      List<ShortChannelId> ids = new ArrayList<>();
      boolean more = false;
      if (query.firstBlocknum() < END_OF_BLOCKS) {
        ShortChannelId from = new ShortChannelId(started ? nextId : query.firstBlocknum() << 40);
        started = true;
        for (ChannelEntry channel : core.store.channelsFrom(from).values()) {
          if (channel.scid.blockHeight().value() >= end) {
            break;
          }
          if (ids.size() == IDS_PER_REPLY) {
            more = true;
            nextId = channel.scid.value();
            break;
          }
          if (channel.hasUpdate() && !channel.isSpent()) {
            ids.add(channel.scid);
          }
        }
      }
      // A reply that is not the last covers up to the block of its last id; the next one may begin with more of the same block.
      long last = more ? ids.getLast().blockHeight().value() : end - 1;
      long count = Math.max(last - first + 1, 0);
      core.send(peer,
          new ReplyChannelRange(query.chainHash(), first, Math.min(count, 0xffffffffL), more ? 0 : 1, EncodedShortIds.write(ids),
              TlvStream.EMPTY));
      if (more) {
        first = new ShortChannelId(nextId).blockHeight().value() == last ? last : last + 1;
      }
      return !more;
    }
  }
}
