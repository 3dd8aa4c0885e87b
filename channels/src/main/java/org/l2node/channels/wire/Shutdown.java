package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.Set;
import org.l2node.channels.units.ChannelId;

/**
 * BOLT 2, shutdown: the sender wants to close and adds no HTLC any more.
 *
 * @param channelId the channel
 * @param scriptPubkey where the sender wants its money
 * @param tlvs extensions, none known
 */
public record Shutdown(ChannelId channelId, ByteVector scriptPubkey, TlvStream tlvs) implements EstablishedMessage {
  public static final int TYPE = 38;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).bytesWithLength(scriptPubkey).tlvs(tlvs);
  }

  static Shutdown read(WireReader r) {
    return new Shutdown(r.channelId(), r.bytesWithLength(), r.tlvs(Set.of()));
  }
}
