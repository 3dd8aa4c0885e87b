package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Script;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeAddress;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.routing.graph.DirectedChannel;

/**
 * Judges what others tell (BOLT 7, the receiving node). Everything that costs less than a signature is checked before signatures, and the
 * chain is asked last.
 */
final class Intake {
  private static final int CONFIRMATIONS = 6;
  private static final int MAX_PENDING = 5_000;
  /**
   * What is longer, though it could have 65,535 bytes, does not wait for the chain or for its channel: anybody can make it up, and what
   * nodes really say has some hundred.
   */
  private static final int MAX_WAITING_BYTES = 4_096;
  private static final int MAX_EARLY = 1_000;
  private static final int MAX_REMEMBERED = 20_000;
  private static final int MAX_UNFUNDED = 1_000;

  /** An announcement that waits for the chain. */
  private record Pending(ChannelAnnouncement announcement, NodeId source) {}

  private record Early<M>(M message, NodeId source) {}

  private final Core core;
  private final OwnGossip own;
  private final Map<ShortChannelId, Pending> pending = new LinkedHashMap<>();
  /** Those of {@link #pending} that the chain has been asked about. */
  private final Map<ShortChannelId, Boolean> asked = new LinkedHashMap<>();
  private final Bounded<DirectedChannel, Early<ChannelUpdate>> earlyUpdates = new Bounded<>(MAX_EARLY);
  private final Bounded<NodeId, Early<NodeAnnouncement>> earlyNodes = new Bounded<>(MAX_EARLY);
  /** Channels that are not to be asked about or asked for again soon. */
  private final Bounded<ShortChannelId, Boolean> rejected = new Bounded<>(MAX_REMEMBERED);
  private final Bounded<NodeId, Boolean> blacklist = new Bounded<>(MAX_REMEMBERED);

  Intake(Core core, OwnGossip own) {
    this.core = core;
    this.own = own;
  }

  /** Whether a channel is worth asking for. */
  boolean isWanted(ShortChannelId scid) {
    return core.store.channel(scid) == null && !pending.containsKey(scid) && !rejected.containsKey(scid) && !own.isOwn(scid);
  }

  private static boolean isTooLongToWait(GossipMessage message) {
    return MessageCodec.encodeToBytes(message).size() > MAX_WAITING_BYTES;
  }

  int waiting() {
    return pending.size();
  }

  void channelAnnouncement(NodeId source, ChannelAnnouncement announcement) {
    ShortChannelId scid = announcement.shortChannelId();
    if (!announcement.chainHash().equals(core.config.chainHash()) || announcement.nodeId1().compareTo(announcement.nodeId2()) >= 0) {
      return;
    }
    if (announcement.nodeId1().equals(core.self) || announcement.nodeId2().equals(core.self)) {
      return; // Our own channels are announced by ourselves.
    }
    ChannelEntry known = core.store.channel(scid);
    if (known != null) {
      conflicting(known, announcement);
      return;
    }
    boolean deepSoon = core.height >= 0 && scid.blockHeight().value() <= core.height + CONFIRMATIONS;
    if (!deepSoon || pending.containsKey(scid) || rejected.containsKey(scid) || pending.size() >= MAX_PENDING
        || isTooLongToWait(announcement)
        || blacklist.containsKey(announcement.nodeId1()) || blacklist.containsKey(announcement.nodeId2())) {
      return;
    }
    PeerState peer = core.peer(source);
    if (peer != null && peer.unfunded >= MAX_UNFUNDED) {
      return; // Anybody can sign for channels that are not there; the chain is not asked for ever.
    }
    if (!GossipSignatures.areValid(announcement)) {
      core.forged(source, Severity.WARN, "BOLT 7 channel_announcement", "a signature of the announcement of " + scid + " is not valid");
      return;
    }
    pending.put(scid, new Pending(announcement, source));
    askChain();
  }

  /** Asks the chain about what waits, a few at a time, and not before an announcement may be sent. */
  void askChain() {
    for (Map.Entry<ShortChannelId, Pending> entry : pending.entrySet()) {
      if (asked.size() >= GossipMachine.MAX_CHECKS) {
        return;
      }
      ShortChannelId scid = entry.getKey();
      if (!asked.containsKey(scid) && scid.blockHeight().value() + CONFIRMATIONS - 1 <= core.height) {
        asked.put(scid, true);
        core.emit(new GossipEffect.CheckFunding(new FundingCheck(scid, fundingScript(entry.getValue().announcement))));
      }
    }
  }

  /** The public key script of BOLT 3's funding output: P2WSH of 2 of the 2 keys, in ascending order. */
  static ByteVector fundingScript(ChannelAnnouncement announcement) {
    return new ByteVector(
        Script.write(Script.pay2wsh(Script.createMultiSigMofN(2, List.of(announcement.bitcoinKey1(), announcement.bitcoinKey2()).stream()
            .sorted((a, b) -> java.util.Arrays.compareUnsigned(a.value.toByteArray(), b.value.toByteArray())).toList()))));
  }

  void fundingChecked(FundingCheck.Answer answer) {
    ShortChannelId scid = answer.shortChannelId();
    Pending waited = pending.remove(scid);
    asked.remove(scid);
    if (waited != null) {
      switch (answer) {
        case FundingCheck.Answer.Unspent unspent -> accept(waited, unspent);
        case FundingCheck.Answer.Gone _ -> {
          PeerState peer = core.peer(waited.source);
          if (peer != null) {
            peer.unfunded++;
          }
          rejected.put(scid, true);
          dropEarly(scid);
        }
        case FundingCheck.Answer.NotKnown _ -> dropEarly(scid);
      }
    }
    askChain();
  }

  private void dropEarly(ShortChannelId scid) {
    earlyUpdates.remove(new DirectedChannel(scid, 0));
    earlyUpdates.remove(new DirectedChannel(scid, 1));
  }

  private void accept(Pending waited, FundingCheck.Answer.Unspent unspent) {
    ChannelAnnouncement announcement = waited.announcement;
    ShortChannelId scid = announcement.shortChannelId();
    if (core.store.channel(scid) != null) {
      return;
    }
    ByteVector bytes = MessageCodec.encodeToBytes(announcement);
    core.store.add(new ChannelEntry(scid, core.store.nodeFor(announcement.nodeId1()), core.store.nodeFor(announcement.nodeId2()),
        unspent.amount().toMilliSatoshi(), unspent.outPoint(), new StoredMessage(bytes, 0, waited.source, false),
        isRoutable(announcement.features()), false, core.seconds()));
    core.emit(new GossipEffect.Store(new GossipRecord.Channel(scid, bytes, unspent.amount(), unspent.outPoint(),
        java.time.Instant.ofEpochSecond(core.seconds()))));
    replayEarly(announcement);
  }

  /** Updates that came before their channel did. */
  void replayEarly(ShortChannelId scid) {
    for (int direction = 0; direction < 2; direction++) {
      Early<ChannelUpdate> update = earlyUpdates.remove(new DirectedChannel(scid, direction));
      if (update != null) {
        channelUpdate(update.source, update.message);
      }
    }
  }

  private void replayEarly(ChannelAnnouncement announcement) {
    replayEarly(announcement.shortChannelId());
    for (NodeId id : List.of(announcement.nodeId1(), announcement.nodeId2())) {
      Early<NodeAnnouncement> node = earlyNodes.remove(id);
      if (node != null) {
        nodeAnnouncement(node.source, node.message);
      }
    }
  }

  static boolean isRoutable(Features features) {
    return features.unmetDemands(NodeFeatures.CHANNEL_ANNOUNCEMENT).isEmpty();
  }

  /** Two announcements of one channel by different nodes, both signed: keys have leaked (BOLT 7, blacklisting). */
  private void conflicting(ChannelEntry known, ChannelAnnouncement announcement) {
    boolean sameNodes = known.node1.id.equals(announcement.nodeId1()) && known.node2.id.equals(announcement.nodeId2());
    if (sameNodes || known.own) {
      return;
    }
    ChannelAnnouncement before = (ChannelAnnouncement) MessageCodec.decode(known.announcement.bytes.toByteArray());
    if (!fundingScript(before).equals(fundingScript(announcement)) || !GossipSignatures.areValid(announcement)) {
      return;
    }
    List<NodeId> all = List.of(known.node1.id, known.node2.id, announcement.nodeId1(), announcement.nodeId2());
    all.stream().filter(id -> !id.equals(core.self)).forEach(id -> blacklist.put(id, true));
    for (ChannelEntry channel : new ArrayList<>(core.store.channels())) {
      if (!channel.own && (all.contains(channel.node1.id) || all.contains(channel.node2.id))) {
        forget(channel, true);
      }
    }
  }

  /**
   * Takes a channel out of the store, and its nodes where it was their last.
   *
   * @param forGood whether it is not wanted again
   */
  void forget(ChannelEntry channel, boolean forGood) {
    core.store.remove(channel);
    core.emit(new GossipEffect.ForgetChannel(channel.scid));
    for (NodeEntry node : List.of(channel.node1, channel.node2)) {
      if (node.channels == 0 && node.announcement != null) {
        core.emit(new GossipEffect.ForgetNode(node.id));
      }
    }
    if (forGood) {
      rejected.put(channel.scid, true);
    }
  }

  /** @return the channel, if it is one that nobody has announced to us and that is worth asking the sender for */
  @Nullable
  ShortChannelId channelUpdate(NodeId source, ChannelUpdate update) {
    ShortChannelId scid = update.shortChannelId();
    if (!update.chainHash().equals(core.config.chainHash())) {
      return null;
    }
    if (own.isOwn(scid)) {
      own.peerUpdate(source, update);
    }
    ChannelEntry channel = core.store.channel(scid);
    long now = core.seconds();
    boolean believable = update.timestamp() <= now + Core.MAX_AHEAD_SECONDS && update.timestamp() >= now - Core.STALE_SECONDS;
    if (!believable) {
      return null;
    }
    if (channel == null) {
      if (own.isOwn(scid) || rejected.containsKey(scid)) {
        return null;
      }
      // Also one that is not to be passed on: it may be of a channel of ours that is not known to be usable yet.
      Early<ChannelUpdate> held = earlyUpdates.get(new DirectedChannel(scid, update.direction()));
      boolean news = held == null || held.message.timestamp() < update.timestamp();
      if (news && !isTooLongToWait(update)) {
        earlyUpdates.put(new DirectedChannel(scid, update.direction()), new Early<>(update, source));
      }
      return pending.containsKey(scid) || update.dontForward() ? null : scid;
    }
    if (!update.dontForward()) {
      knownChannelUpdate(source, channel, update);
    }
    return null;
  }

  private void knownChannelUpdate(NodeId source, ChannelEntry channel, ChannelUpdate update) {
    int direction = update.direction();
    NodeId signer = channel.from(direction).id;
    StoredMessage before = channel.update(direction);
    boolean news = before == null || update.timestamp() > before.timestamp;
    if (!news || channel.isSpent() && !update.isDisabled() || before != null && !channel.limit(direction).has(core.seconds())) {
      return;
    }
    if (!GossipSignatures.isValid(update, signer)) {
      core.violated(source, Severity.DISCONNECT, "BOLT 7 channel_update",
          "the signature of the update of " + channel.scid + " is not valid");
      return;
    }
    if (signer.equals(core.self)) {
      own.madeElsewhere(update);
      return;
    }
    if (before != null) {
      channel.limit(direction).take();
    }
    ByteVector bytes = MessageCodec.encodeToBytes(update);
    core.store.setUpdate(channel, direction, new StoredMessage(bytes, update.timestamp(), source, false));
    core.emit(new GossipEffect.Store(new GossipRecord.Update(channel.scid, direction, bytes)));
  }

  void nodeAnnouncement(NodeId source, NodeAnnouncement announcement) {
    NodeId id = announcement.nodeId();
    if (id.equals(core.self) || announcement.timestamp() > core.seconds() + Core.MAX_AHEAD_SECONDS) {
      return;
    }
    NodeEntry node = core.store.node(id);
    if (node == null) {
      // BOLT 7: nodes without a channel are ignored; this one's may be about to come.
      if (!isTooLongToWait(announcement)
          && pending.values().stream().anyMatch(p -> p.announcement.nodeId1().equals(id) || p.announcement.nodeId2().equals(id))) {
        earlyNodes.put(id, new Early<>(announcement, source));
      }
      return;
    }
    StoredMessage before = node.announcement;
    if (before != null && (announcement.timestamp() <= before.timestamp || !node.limit().has(core.seconds()))) {
      return;
    }
    List<NodeAddress> addresses;
    try {
      addresses = NodeAddress.readAll(announcement.addresses());
    } catch (WireFormatException e) {
      core.violated(source, Severity.WARN, "BOLT 7 node_announcement", "the addresses of " + id + " are cut short");
      return;
    }
    if (!GossipSignatures.isValid(announcement)) {
      core.forged(source, Severity.WARN, "BOLT 7 node_announcement", "the signature of the announcement of " + id + " is not valid");
      return;
    }
    if (before != null) {
      node.limit().take();
    }
    ByteVector bytes = MessageCodec.encodeToBytes(announcement);
    boolean relayable = addresses.stream().filter(NodeAddress.DnsName.class::isInstance).count() <= 1;
    core.store.setAnnouncement(node, new StoredMessage(bytes, announcement.timestamp(), source, false), relayable);
    core.emit(new GossipEffect.Store(new GossipRecord.Node(id, bytes)));
  }

  /** Drops what nobody has updated for two weeks, and closed channels 72 blocks after. */
  void prune() {
    core.peers.values().forEach(peer -> peer.unfunded /= 2);
    long oldest = core.seconds() - Core.STALE_SECONDS;
    for (ChannelEntry channel : new ArrayList<>(core.store.channels())) {
      if (!channel.own && channel.lastHeard() < oldest) {
        forget(channel, false);
      } else if (channel.own && !channel.isSpent() && !own.isOwn(channel.scid)) {
        // Restored, but no channel of ours any more: closed, and the word of it lost.
        channel.spentAt = Math.max(0, core.height);
        core.store.markDirty();
      }
    }
    // After a reorganization an announcement may wait for a height that is far away again.
    for (Iterator<Pending> i = pending.values().iterator(); i.hasNext();) {
      Pending waited = i.next();
      if (waited.announcement.shortChannelId().blockHeight().value() > core.height + CONFIRMATIONS) {
        i.remove();
      }
    }
  }
}
