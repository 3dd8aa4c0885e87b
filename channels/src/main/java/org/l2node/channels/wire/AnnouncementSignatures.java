package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector64;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.ShortChannelId;

/**
 * BOLT 7, announcement_signatures: the sender's half of the channel announcement.
 *
 * @param channelId the channel
 * @param shortChannelId where the sender sees the funding output
 * @param nodeSignature by the sender's node key
 * @param bitcoinSignature by the sender's funding key
 */
public record AnnouncementSignatures(
    ChannelId channelId,
    ShortChannelId shortChannelId,
    ByteVector64 nodeSignature,
    ByteVector64 bitcoinSignature)
    implements
      EstablishedMessage {
  public static final int TYPE = 259;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).shortChannelId(shortChannelId).signature(nodeSignature).signature(bitcoinSignature);
  }

  static AnnouncementSignatures read(WireReader r) {
    return new AnnouncementSignatures(r.channelId(), r.shortChannelId(), r.signature(), r.signature());
  }
}
