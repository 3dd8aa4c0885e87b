package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import java.util.Optional;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.NodeFeatures;

/** announcement_signatures: both sides' halves of the channel_announcement (BOLT 7). */
final class Announcing {
  private static final String RULE = "BOLT 7 announcement_signatures";

  private Announcing() {}

  /**
   * Ends a step of a connected channel in which it may have become time for our half: channel_ready both ways, 6 confirmations, and the
   * peer's half is not here yet.
   */
  static Transition goOn(Step step, ChannelState.Online s, Env env) {
    ChannelData data = s.data();
    if (!(s instanceof ChannelState.Normal) || !isTime(data)) {
      return step.to(s);
    }
    ChannelData next = data;
    if (data.remoteAnnouncement() == null) {
      return step.to(s.withData(withOwnSent(step, data, env)));
    }
    if (!data.session().announcementSent()) {
      // The peer's half came before it was time: checked only now.
      Optional<ChannelAnnouncement> announcement = announcement(data, env);
      next = withOwnSent(step, data, env);
      announcement.ifPresent(a -> step.add(new Effect.AnnounceChannel(data.channelId(), a)));
    }
    return step.to(s.withData(next));
  }

  private static boolean isTime(ChannelData data) {
    return data.params().announce() && data.fundingStatus() instanceof FundingStatus.Confirmed confirmed && confirmed.deep();
  }

  private static ChannelData withOwnSent(Step step, ChannelData data, Env env) {
    if (data.session().announcementSent()) {
      return data;
    }
    step.send(ownHalf(data, env));
    return data.withSession(data.session().withAnnouncementSent());
  }

  private static AnnouncementSignatures ownHalf(ChannelData data, Env env) {
    ByteVector32 hash = unsigned(data, env).signedHash();
    ShortChannelId scid = data.shortChannelId().orElseThrow();
    return new AnnouncementSignatures(data.channelId(), scid, sign(hash, env.nodeKey()), sign(hash, env.keys().fundingKey()));
  }

  private static ByteVector64 sign(ByteVector32 hash, fr.acinq.bitcoin.PrivateKey key) {
    return Crypto.sign(hash.toByteArray(), key);
  }

  static Transition receive(ChannelState.Online s, AnnouncementSignatures message, Env env) {
    ChannelData data = s.data();
    if (!data.params().announce()) {
      throw new ProtocolViolation(Severity.WARN, RULE, "the channel is not to be announced");
    }
    ChannelData received = data.withRemoteAnnouncement(message);
    Step step = Step.from(s);
    if (!(s instanceof ChannelState.Normal) || !isTime(data)) {
      // Kept until it is time: the peer may see the sixth block before us.
      return step.to(s.withData(received));
    }
    ShortChannelId scid = data.shortChannelId().orElseThrow();
    if (!message.shortChannelId().equals(scid)) {
      throw new ProtocolViolation(Severity.WARN, RULE, "short_channel_id " + message.shortChannelId() + ", the channel's is " + scid);
    }
    if (message.equals(data.remoteAnnouncement()) && data.session().announcementSent()) {
      // The channel is announced already, and the peer has our half.
      return Step.ignore(s);
    }
    ChannelAnnouncement announcement = announcement(received, env).orElseThrow(
        () -> new ProtocolViolation(Severity.DISCONNECT, RULE, "a signature is not correct"));
    if (data.session().announcementSent() && data.remoteAnnouncement() == null) {
      // Ours went out earlier, perhaps before the peer saw the sixth block; LDK forgets such a one, and then never announces the channel.
      step.send(ownHalf(received, env));
    }
    ChannelData next = withOwnSent(step, received, env);
    return step.add(new Effect.AnnounceChannel(data.channelId(), announcement)).to(s.withData(next));
  }

  /** The whole announcement, with both sides' signatures; empty if the peer's are not there yet, or not correct. */
  static Optional<ChannelAnnouncement> announcement(ChannelData data, Env env) {
    AnnouncementSignatures remote = data.remoteAnnouncement();
    if (remote == null || !isTime(data) || !remote.shortChannelId().equals(data.shortChannelId().orElseThrow())) {
      return Optional.empty();
    }
    ChannelAnnouncement unsigned = unsigned(data, env);
    ByteVector32 hash = unsigned.signedHash();
    PublicKey remoteFunding = data.params().remote().basepoints().fundingPubkey();
    if (!verify(hash, remote.nodeSignature(), data.params().remoteNodeId().key())
        || !verify(hash, remote.bitcoinSignature(), remoteFunding)) {
      return Optional.empty();
    }
    ByteVector64 node = sign(hash, env.nodeKey());
    ByteVector64 bitcoin = sign(hash, env.keys().fundingKey());
    boolean localFirst = isLocalFirst(data.params());
    return Optional.of(
        new ChannelAnnouncement(
            localFirst ? node : remote.nodeSignature(),
            localFirst ? remote.nodeSignature() : node,
            localFirst ? bitcoin : remote.bitcoinSignature(),
            localFirst ? remote.bitcoinSignature() : bitcoin,
            unsigned.features(),
            unsigned.chainHash(),
            unsigned.shortChannelId(),
            unsigned.nodeId1(),
            unsigned.nodeId2(),
            unsigned.bitcoinKey1(),
            unsigned.bitcoinKey2(),
            unsigned.unknown()));
  }

  private static boolean verify(ByteVector32 hash, ByteVector64 signature, PublicKey key) {
    try {
      return Crypto.verifySignature(hash.toByteArray(), signature, key);
    } catch (fr.acinq.secp256k1.Secp256k1Exception e) {
      // R or S is zero or beyond the order: no signature at all.
      return false;
    }
  }

  private static boolean isLocalFirst(ChannelParams params) {
    return params.localNodeId().compareTo(params.remoteNodeId()) < 0;
  }

  private static ChannelAnnouncement unsigned(ChannelData data, Env env) {
    ChannelParams params = data.params();
    boolean localFirst = isLocalFirst(params);
    NodeId local = params.localNodeId();
    NodeId remote = params.remoteNodeId();
    PublicKey localKey = params.local().basepoints().fundingPubkey();
    PublicKey remoteKey = params.remote().basepoints().fundingPubkey();
    ByteVector64 none = ByteVector64.Zeroes;
    return new ChannelAnnouncement(
        none,
        none,
        none,
        none,
        NodeFeatures.CHANNEL_ANNOUNCEMENT,
        env.chainHash(),
        data.shortChannelId().orElseThrow(),
        localFirst ? local : remote,
        localFirst ? remote : local,
        localFirst ? localKey : remoteKey,
        localFirst ? remoteKey : localKey,
        ByteVector.empty);
  }
}
