package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.TxId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.WireWriter;
import org.l2node.routing.graph.ForwardingTerms;

/** Alice's gossip machine at height 1000, driven by hand; everybody has keys by name. */
final class GossipWorld {
  private static final Map<String, NodeId> IDS = new HashMap<>();

  static final ByteVector32 CHAIN = hash("chain");
  static final long NOW = 1_800_000_000L;
  static final NodeId ALICE = id("alice");
  static final NodeId BOB = id("bob");
  static final NodeId CAROL = id("carol");
  static final NodeId DAVE = id("dave");
  static final NodeId ERIN = id("erin");
  static final Satoshi CAPACITY = new Satoshi(1_000_000);

  final GossipMachine machine;
  long now = NOW;
  /** All effects of the last step. */
  List<GossipEffect> last = List.of();
  /** Everything stored so far, by key, as a database would hold it. */
  final java.util.TreeMap<String, GossipRecord> stored = new java.util.TreeMap<>();

  GossipWorld() {
    this(new GossipConfig(key("alice"), CHAIN, new NodeProfile("alice", new ByteVector("3399ff"), NodeFeatures.INIT, List.of()),
        Duration.ofSeconds(60)));
    step(new GossipEvent.BlockConnected(new BlockHeight(1000), List.of()));
  }

  GossipWorld(GossipConfig config) {
    machine = new GossipMachine(config);
  }

  static ByteVector32 hash(String text) {
    return new ByteVector32(Crypto.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  static PrivateKey key(String name) {
    return new PrivateKey(hash(name));
  }

  static NodeId id(String name) {
    return IDS.computeIfAbsent(name, n -> new NodeId(key(n).publicKey()));
  }

  static ShortChannelId scid(int number) {
    return ShortChannelId.of(100 + number / 100, number % 100, 0);
  }

  static OutPoint funding(int number) {
    return new OutPoint(new TxId(hash("funding " + number)), number % 3);
  }

  List<GossipEffect> step(GossipEvent event) {
    last = machine.step(event, Instant.ofEpochSecond(now));
    for (GossipEffect effect : last) {
      switch (effect) {
        case GossipEffect.Store(GossipRecord gossip) -> stored.put(keyOf(gossip), gossip);
        case GossipEffect.ForgetChannel(ShortChannelId scid) ->
          stored.keySet().removeIf(k -> k.startsWith("1 " + scid + " ") || k.startsWith("2 " + scid + " "));
        case GossipEffect.ForgetNode(NodeId id) -> stored.remove("3 " + id + " ");
        case GossipEffect.Send _, GossipEffect.SendEncoded _, GossipEffect.MoreWaiting _, GossipEffect.Violated _,
          GossipEffect.CheckFunding _, GossipEffect.GraphChanged _, GossipEffect.PeerTermsLearned _ -> {
          // nothing to keep
        }
      }
    }
    return last;
  }

  private static String keyOf(GossipRecord gossip) {
    return switch (gossip) {
      case GossipRecord.Channel c -> "1 " + c.shortChannelId() + " ";
      case GossipRecord.Update u -> "2 " + u.shortChannelId() + " " + u.direction();
      case GossipRecord.Node n -> "3 " + n.nodeId() + " ";
    };
  }

  List<GossipEffect> received(NodeId from, GossipMessage message) {
    return step(new GossipEvent.Received(from, message));
  }

  GossipWorld connect(NodeId... peers) {
    for (NodeId peer : peers) {
      step(new GossipEvent.PeerConnected(peer, NodeFeatures.INIT));
    }
    return this;
  }

  List<GossipEffect> tick(long seconds) {
    now += seconds;
    return step(new GossipEvent.Tick());
  }

  /** A channel between two others, accepted with both updates. */
  void know(int number, String a, String b) {
    received(BOB, announcement(number, a, b));
    step(new GossipEvent.FundingChecked(new FundingCheck.Answer.Unspent(scid(number), funding(number), CAPACITY)));
    received(BOB, update(number, a, b, now));
    received(BOB, update(number, b, a, now));
  }

  /** All that a peer can read now: what the effects of a step sent, and then piece after piece. */
  List<Message> drain(NodeId peer) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      List<GossipEffect> effects = step(new GossipEvent.Writable(peer));
      messages.addAll(sentTo(effects, peer));
      if (effects.stream().noneMatch(effect -> effect.equals(new GossipEffect.MoreWaiting(peer)))) {
        return messages;
      }
    }
    throw new AssertionError("no end to what waits for " + peer);
  }

  static List<Message> sentTo(List<GossipEffect> effects, NodeId peer) {
    return effects.stream().<Message>mapMulti((effect, out) -> {
      if (effect instanceof GossipEffect.Send(NodeId to, GossipMessage message) && to.equals(peer)) {
        out.accept(message);
      } else if (effect instanceof GossipEffect.SendEncoded(NodeId to, ByteVector bytes) && to.equals(peer)) {
        out.accept(MessageCodec.decode(bytes.toByteArray()));
      }
    }).toList();
  }

  static <T extends GossipEffect> Stream<T> only(List<GossipEffect> effects, Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast);
  }

  static ChannelAnnouncement announcement(int number, String a, String b) {
    return announcement(number, a, b, Features.NONE, ByteVector.empty);
  }

  static ChannelAnnouncement announcement(int number, String a, String b, Features features, ByteVector unknown) {
    String one = id(a).compareTo(id(b)) < 0 ? a : b;
    String two = one.equals(a) ? b : a;
    ChannelAnnouncement unsigned = new ChannelAnnouncement(ByteVector64.Zeroes, ByteVector64.Zeroes, ByteVector64.Zeroes,
        ByteVector64.Zeroes,
        features, CHAIN, scid(number), id(one), id(two), fundingKey(number, one).publicKey(), fundingKey(number, two).publicKey(), unknown);
    ByteVector32 hash = unsigned.signedHash();
    return signed(unsigned, Crypto.sign(hash, key(one)), Crypto.sign(hash, key(two)), Crypto.sign(hash, fundingKey(number, one)),
        Crypto.sign(hash, fundingKey(number, two)));
  }

  static PrivateKey fundingKey(int number, String name) {
    return key("funding key of " + name + " for " + number);
  }

  static ChannelAnnouncement signed(ChannelAnnouncement a, ByteVector64 node1, ByteVector64 node2, ByteVector64 bitcoin1,
      ByteVector64 bitcoin2) {
    return new ChannelAnnouncement(node1, node2, bitcoin1, bitcoin2, a.features(), a.chainHash(), a.shortChannelId(), a.nodeId1(),
        a.nodeId2(),
        a.bitcoinKey1(), a.bitcoinKey2(), a.unknown());
  }

  static ChannelUpdate update(int number, String from, String to, long timestamp) {
    return update(number, from, to, timestamp, u -> u);
  }

  /** @param change made before it is signed */
  static ChannelUpdate update(int number, String from, String to, long timestamp, UnaryOperator<ChannelUpdate> change) {
    int direction = id(from).compareTo(id(to)) < 0 ? 0 : 1;
    ChannelUpdate plain = new ChannelUpdate(ByteVector64.Zeroes, CHAIN, scid(number), timestamp, 1, direction, new CltvExpiryDelta(40),
        new UInt64(1), 1_000, 100, new UInt64(CAPACITY.toMilliSatoshi().msat()), ByteVector.empty);
    ChannelUpdate unsigned = change.apply(plain);
    return withSignature(unsigned, Crypto.sign(unsigned.signedHash(), key(from)));
  }

  static ChannelUpdate withSignature(ChannelUpdate u, ByteVector64 signature) {
    return new ChannelUpdate(signature, u.chainHash(), u.shortChannelId(), u.timestamp(), u.messageFlags(), u.channelFlags(),
        u.cltvExpiryDelta(),
        u.htlcMinimum(), u.feeBase(), u.feeProportionalMillionths(), u.htlcMaximum(), u.unknown());
  }

  static ChannelUpdate withFlags(ChannelUpdate u, int messageFlags, int channelFlags) {
    return new ChannelUpdate(u.signature(), u.chainHash(), u.shortChannelId(), u.timestamp(), messageFlags, channelFlags,
        u.cltvExpiryDelta(),
        u.htlcMinimum(), u.feeBase(), u.feeProportionalMillionths(), u.htlcMaximum(), u.unknown());
  }

  static NodeAnnouncement node(String name, long timestamp) {
    return node(name, timestamp, ByteVector.empty, ByteVector.empty);
  }

  static NodeAnnouncement node(String name, long timestamp, ByteVector addresses, ByteVector unknown) {
    NodeAnnouncement unsigned = new NodeAnnouncement(ByteVector64.Zeroes, NodeFeatures.INIT, timestamp, id(name), new ByteVector("000000"),
        OwnMessages.alias(name), addresses, unknown);
    return new NodeAnnouncement(Crypto.sign(unsigned.signedHash(), key(name)), unsigned.features(), timestamp, unsigned.nodeId(),
        unsigned.rgbColor(), unsigned.alias(), addresses, unknown);
  }

  static ByteVector dnsNames(int count) {
    WireWriter w = new WireWriter();
    for (int i = 0; i < count; i++) {
      w.u8(5).u8(1).u8('a').u16(9735);
    }
    return w.toBytes();
  }

  /** A channel of alice's own. */
  static OwnChannel own(int number, String peer, boolean enabled, boolean announced) {
    ForwardingTerms terms = new ForwardingTerms(new MilliSatoshi(1_000), 100, new CltvExpiryDelta(144), new MilliSatoshi(1),
        new MilliSatoshi(900_000_000));
    return new OwnChannel(scid(number), scid(number), id(peer), CAPACITY, terms, enabled, Set.of(),
        announced ? announcement(number, "alice", peer) : null);
  }
}
