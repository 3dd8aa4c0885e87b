package org.l2node.channels.wire;

import fr.acinq.bitcoin.PublicKey;
import java.util.Optional;
import java.util.Set;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.ScidAlias;

/**
 * BOLT 2, channel_ready: the sender has seen the funding transaction deep enough.
 *
 * @param channelId the channel
 * @param secondPerCommitmentPoint for the sender's commitment 1
 * @param tlvs extensions, type 1: short_channel_id, an alias
 */
public record ChannelReady(ChannelId channelId, PublicKey secondPerCommitmentPoint, TlvStream tlvs) implements EstablishedMessage {
  public static final int TYPE = 36;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).point(secondPerCommitmentPoint).tlvs(tlvs);
  }

  static ChannelReady read(WireReader r) {
    return new ChannelReady(r.channelId(), r.point(), r.tlvs(Set.of()).checked(1, WireReader::shortChannelId));
  }

  /** The alias that the receiver may use for this channel in route hints (TLV 1). */
  public Optional<ScidAlias> alias() {
    return tlvs.get(1).map(value -> new ScidAlias(new WireReader(value.toByteArray()).u64()));
  }
}
