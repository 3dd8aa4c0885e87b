package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.NodeAddress;
import org.l2node.channels.wire.NodeAnnouncement;

/**
 * Makes and signs this node's own gossip (BOLT 7, the origin node). Its channel announcements are made by the channels themselves, which
 * exchange the signatures.
 */
public final class OwnMessages {
  private static final int MUST_BE_ONE = 1;
  private static final int DONT_FORWARD = 2;
  private static final int DISABLED = 2;

  private OwnMessages() {}

  /**
   * A channel_update. Only for the channel's peer while the channel is not announced.
   *
   * @param timestamp seconds since 1970, greater than that of the last one for this channel
   * @throws IllegalArgumentException if the greatest amount is below the least or above the capacity
   */
  public static ChannelUpdate channelUpdate(PrivateKey nodeKey, ByteVector32 chainHash, OwnChannel channel, long timestamp) {
    NodeId self = new NodeId(nodeKey.publicKey());
    ChannelUpdate unsigned = channelUpdate(self, chainHash, channel, timestamp, ByteVector64.Zeroes);
    return channelUpdate(self, chainHash, channel, timestamp, Crypto.sign(unsigned.signedHash(), nodeKey));
  }

  /** The same with a signature that there is already. */
  static ChannelUpdate channelUpdate(NodeId self, ByteVector32 chainHash, OwnChannel channel, long timestamp, ByteVector64 signature) {
    var terms = channel.terms();
    if (terms.htlcMaximum().isLessThan(terms.htlcMinimum()) || terms.htlcMaximum().isMoreThan(channel.capacity().toMilliSatoshi())) {
      throw new IllegalArgumentException("HTLCs from " + terms.htlcMinimum() + " to " + terms.htlcMaximum() + " in " + channel.capacity());
    }
    int direction = self.compareTo(channel.peer()) < 0 ? 0 : 1;
    int messageFlags = channel.announcement() == null ? MUST_BE_ONE | DONT_FORWARD : MUST_BE_ONE;
    int channelFlags = channel.enabled() ? direction : direction | DISABLED;
    return new ChannelUpdate(signature, chainHash, channel.nameAtPeer(), timestamp, messageFlags, channelFlags,
        terms.cltvExpiryDelta(), new UInt64(terms.htlcMinimum().msat()), terms.feeBase().msat(), terms.feeProportionalMillionths(),
        new UInt64(terms.htlcMaximum().msat()), ByteVector.empty);
  }

  /**
   * A node_announcement.
   *
   * @param timestamp seconds since 1970, greater than that of the last one
   */
  public static NodeAnnouncement nodeAnnouncement(PrivateKey nodeKey, NodeProfile profile, long timestamp) {
    NodeId self = new NodeId(nodeKey.publicKey());
    NodeAnnouncement unsigned = nodeAnnouncement(self, profile, timestamp, ByteVector64.Zeroes);
    return nodeAnnouncement(self, profile, timestamp, Crypto.sign(unsigned.signedHash(), nodeKey));
  }

  /** The same with a signature that there is already. */
  static NodeAnnouncement nodeAnnouncement(NodeId self, NodeProfile profile, long timestamp, ByteVector64 signature) {
    return new NodeAnnouncement(signature, profile.features(), timestamp, self, profile.rgbColor(), alias(profile.alias()),
        NodeAddress.writeAll(profile.addresses()), ByteVector.empty);
  }

  /** A name as 32 bytes: UTF-8, padded with zeros, cut off between characters where it is longer. */
  public static ByteVector32 alias(String name) {
    int length = 0;
    StringBuilder kept = new StringBuilder();
    for (int codePoint : name.codePoints().toArray()) {
      // A half of a surrogate pair has no UTF-8 form: a question mark stands for it.
      String character = Character.isSurrogate((char) codePoint) && codePoint <= 0xffff ? "?" : Character.toString(codePoint);
      length += character.getBytes(StandardCharsets.UTF_8).length;
      if (length > 32) {
        break;
      }
      kept.append(character);
    }
    return new ByteVector32(Arrays.copyOf(kept.toString().getBytes(StandardCharsets.UTF_8), 32));
  }

  /**
   * A name that a node gave itself, for people: what is no UTF-8 or no visible character is replaced, since anybody can write anything
   * there.
   */
  public static String readable(ByteVector32 alias) {
    byte[] bytes = alias.toByteArray();
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    StringBuilder text = new StringBuilder();
    for (int codePoint : new String(bytes, 0, length, StandardCharsets.UTF_8).codePoints().toArray()) {
      int type = Character.getType(codePoint);
      boolean hidden = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE || type == Character.PRIVATE_USE
          || type == Character.UNASSIGNED || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
      text.appendCodePoint(hidden ? 0xfffd : codePoint);
    }
    return text.toString();
  }
}
