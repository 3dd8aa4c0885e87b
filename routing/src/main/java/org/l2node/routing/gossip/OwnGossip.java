package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeAnnouncement;

/** This node's own channels and what it tells of them and of itself. */
final class OwnGossip {
  /** Own messages are made anew before others would think them stale. */
  private static final long REFRESH_SECONDS = 7 * 24 * 3_600;

  private static final class Own {
    OwnChannel channel;
    /** What we told last, announced or to the peer alone. */
    @Nullable
    ChannelUpdate update;
    /** What the peer told last of its direction. */
    @Nullable
    ChannelUpdate peerUpdate;
    boolean closed;

    Own(OwnChannel channel) {
      this.channel = channel;
    }
  }

  private final Core core;
  private final Map<ShortChannelId, Own> channels = new LinkedHashMap<>();
  /** By what the peer calls them. */
  private final Map<ShortChannelId, Own> byName = new LinkedHashMap<>();

  OwnGossip(Core core) {
    this.core = core;
  }

  boolean isOwn(ShortChannelId scid) {
    return channels.containsKey(scid) || byName.containsKey(scid);
  }

  boolean hasChannelWith(NodeId peer) {
    return channels.values().stream().anyMatch(own -> !own.closed && own.channel.peer().equals(peer));
  }

  /** Takes the present state of a channel, and tells it where it is news. */
  void changed(OwnChannel told) {
    OwnChannel channel = withStoredAnnouncement(told);
    Own known = channels.get(channel.shortChannelId());
    Own own = known == null ? renamed(channel) : known;
    channels.put(channel.shortChannelId(), own);
    own.channel = channel;
    own.closed = false;
    channel.names().forEach(name -> byName.put(name, own));
    PeerState peer = core.peer(channel.peer());
    boolean firstChannel = peer != null && !peer.hasChannel;
    ChannelAnnouncement announcement = channel.announcement();
    if (announcement != null && core.store.channel(channel.shortChannelId()) == null) {
      announce(own, announcement);
    }
    refreshUpdate(own);
    refreshNode();
    if (firstChannel) {
      sendAllTo(peer);
    }
  }

  /** What is known of a channel that was called by its alias, having no place in the chain yet; else of a new one. */
  private Own renamed(OwnChannel channel) {
    for (ShortChannelId alias : channel.names()) {
      Own known = channels.get(alias);
      if (known != null && !known.closed && known.channel.peer().equals(channel.peer())) {
        channels.remove(alias);
        if (known.peerUpdate != null) {
          core.emit(new GossipEffect.PeerTermsLearned(channel.shortChannelId(), known.peerUpdate));
        }
        return known;
      }
    }
    return new Own(channel);
  }

  /** After a restart the channel may have to collect the signatures anew; what was announced stays announced. */
  private OwnChannel withStoredAnnouncement(OwnChannel channel) {
    ChannelEntry entry = core.store.channel(channel.shortChannelId());
    if (channel.announcement() != null || entry == null || !entry.own) {
      return channel;
    }
    ChannelAnnouncement stored = (ChannelAnnouncement) MessageCodec.decode(entry.announcement.bytes.toByteArray());
    return channel.withAnnouncement(stored);
  }

  private void announce(Own own, ChannelAnnouncement announcement) {
    OwnChannel channel = own.channel;
    ByteVector bytes = MessageCodec.encodeToBytes(announcement);
    ChannelEntry entry = new ChannelEntry(channel.shortChannelId(), core.store.nodeFor(announcement.nodeId1()),
        core.store.nodeFor(announcement.nodeId2()), channel.capacity().toMilliSatoshi(), null, new StoredMessage(bytes, 0, null, true),
        true,
        true, core.seconds());
    core.store.add(entry);
    core.emit(new GossipEffect.Store(
        new GossipRecord.Channel(channel.shortChannelId(), bytes, channel.capacity(), null, Instant.ofEpochSecond(core.seconds()))));
    tell(entry.announcement);
    ChannelUpdate told = own.peerUpdate;
    if (told != null && !told.dontForward() && told.shortChannelId().equals(channel.shortChannelId())) {
      ByteVector update = MessageCodec.encodeToBytes(told);
      core.store.setUpdate(entry, told.direction(), new StoredMessage(update, told.timestamp(), channel.peer(), false));
      core.emit(new GossipEffect.Store(new GossipRecord.Update(entry.scid, told.direction(), update)));
    }
  }

  /** Makes a new update where the last one no longer says what is true, or is old (BOLT 7: no redundant updates). */
  private void refreshUpdate(Own own) {
    ChannelUpdate last = own.update;
    long now = core.seconds();
    if (last != null && last.timestamp() > now - REFRESH_SECONDS && saysTheSame(last, own.channel)) {
      return;
    }
    if (last == null) {
      last = restored(own.channel);
      if (last != null && last.timestamp() > now - REFRESH_SECONDS && saysTheSame(last, own.channel)) {
        own.update = last;
        return;
      }
    }
    make(own, Math.max(now, last == null ? 0 : last.timestamp() + 1));
  }

  private void make(Own own, long timestamp) {
    ChannelUpdate update = OwnMessages.channelUpdate(core.config.nodeKey(), core.config.chainHash(), own.channel, timestamp);
    own.update = update;
    ByteVector bytes = MessageCodec.encodeToBytes(update);
    StoredMessage message = new StoredMessage(bytes, timestamp, null, true);
    ChannelEntry entry = core.store.channel(own.channel.shortChannelId());
    if (entry != null && own.channel.announcement() != null) {
      core.store.setUpdate(entry, update.direction(), message);
      core.emit(new GossipEffect.Store(new GossipRecord.Update(entry.scid, update.direction(), bytes)));
      tell(message);
    } else {
      PeerState peer = core.peer(own.channel.peer());
      // A peer with its first channel hears everything together.
      if (peer != null && peer.hasChannel) {
        core.sendEncoded(peer, message);
      }
    }
  }

  /** What the store still knows of what we told before a restart. */
  private @Nullable ChannelUpdate restored(OwnChannel channel) {
    ChannelEntry entry = core.store.channel(channel.shortChannelId());
    int direction = core.self.compareTo(channel.peer()) < 0 ? 0 : 1;
    StoredMessage stored = entry == null ? null : entry.update(direction);
    return stored == null ? null : (ChannelUpdate) MessageCodec.decode(stored.bytes.toByteArray());
  }

  private boolean saysTheSame(ChannelUpdate update, OwnChannel channel) {
    // Not signed anew for this: it is asked for each channel whenever one comes up.
    return OwnMessages.channelUpdate(core.self, core.config.chainHash(), channel, update.timestamp(), update.signature()).equals(update);
  }

  private void refreshNode() {
    boolean announced = channels.values().stream().anyMatch(own -> own.channel.announcement() != null && !own.closed);
    NodeEntry self = core.store.node(core.self);
    if (!announced || self == null) {
      return;
    }
    StoredMessage last = self.announcement;
    long now = core.seconds();
    if (last != null && last.timestamp > now - REFRESH_SECONDS) {
      NodeAnnouncement told = (NodeAnnouncement) MessageCodec.decode(last.bytes.toByteArray());
      NodeAnnouncement same = OwnMessages.nodeAnnouncement(core.self, core.config.profile(), last.timestamp, told.signature());
      if (MessageCodec.encodeToBytes(same).equals(last.bytes)) {
        return;
      }
    }
    long timestamp = Math.max(now, last == null ? 0 : last.timestamp + 1);
    ByteVector bytes = MessageCodec.encodeToBytes(OwnMessages.nodeAnnouncement(core.config.nodeKey(), core.config.profile(), timestamp));
    StoredMessage message = new StoredMessage(bytes, timestamp, null, true);
    core.store.setAnnouncement(self, message, true);
    core.emit(new GossipEffect.Store(new GossipRecord.Node(core.self, bytes)));
    tell(message);
  }

  /** Sends a message of our own to the peers we have channels with; others get it with what is passed on. */
  private void tell(StoredMessage message) {
    for (PeerState peer : core.peers.values()) {
      if (peer.hasChannel) {
        core.sendEncoded(peer, message);
      }
    }
    core.store.log.flush();
  }

  /** Everything of our own, for a peer that has a channel with us: it may not know us from anybody else. */
  void sendAllTo(PeerState peer) {
    peer.hasChannel = true;
    for (Own own : channels.values()) {
      ChannelEntry entry = core.store.channel(own.channel.shortChannelId());
      ChannelUpdate update = own.update;
      boolean announced = entry != null && own.channel.announcement() != null;
      if (announced && update != null) {
        core.sendEncoded(peer, entry.announcement);
      }
      if (update != null && (announced || own.channel.peer().equals(peer.id))) {
        core.send(peer, update);
      }
    }
    NodeEntry self = core.store.node(core.self);
    if (self != null && self.announcement != null) {
      core.sendEncoded(peer, self.announcement);
    }
  }

  /**
   * An update of the other direction of one of our channels, from anybody; only the peer itself tells of channels that are not announced.
   */
  void peerUpdate(NodeId source, ChannelUpdate update) {
    Own own = channels.getOrDefault(update.shortChannelId(), byName.get(update.shortChannelId()));
    if (own == null) {
      return;
    }
    NodeId peer = own.channel.peer();
    int theirs = peer.compareTo(core.self) < 0 ? 0 : 1;
    boolean news = own.peerUpdate == null || update.timestamp() > own.peerUpdate.timestamp();
    if (!source.equals(peer) || update.direction() != theirs || !news) {
      return;
    }
    if (!GossipSignatures.isValid(update, peer)) {
      core.violated(source, Severity.DISCONNECT, "BOLT 7 channel_update",
          "the signature of the update of " + update.shortChannelId() + " is not valid");
      return;
    }
    own.peerUpdate = update;
    core.emit(new GossipEffect.PeerTermsLearned(own.channel.shortChannelId(), update));
  }

  /** Somebody knows an update of ours that is newer than what we know: made before we lost data. Ours has to be newer still. */
  void madeElsewhere(ChannelUpdate update) {
    Own own = channels.get(update.shortChannelId());
    if (own != null && !own.closed && (own.update == null || update.timestamp() >= own.update.timestamp())) {
      make(own, Math.max(core.seconds(), update.timestamp() + 1));
    }
  }

  /** Tells that the channel forwards no more, and forgets it with its funding output. */
  void closed(ShortChannelId scid) {
    Own own = channels.get(scid);
    if (own == null || own.closed) {
      return;
    }
    own.closed = true;
    own.channel = own.channel.disabled();
    refreshUpdate(own);
    ChannelEntry entry = core.store.channel(scid);
    if (entry == null) {
      forgotten(scid);
    } else {
      entry.spentAt = Math.max(0, core.height);
    }
    core.store.markDirty();
  }

  void forgotten(ShortChannelId scid) {
    Own own = channels.remove(scid);
    byName.values().removeIf(named -> named.equals(own));
  }

  /** Makes anew what is about to look stale. */
  void refresh() {
    for (Own own : channels.values()) {
      if (!own.closed) {
        refreshUpdate(own);
      }
    }
    refreshNode();
  }
}
