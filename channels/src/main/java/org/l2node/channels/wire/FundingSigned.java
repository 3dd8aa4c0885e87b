package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector64;
import org.l2node.channels.units.ChannelId;

/**
 * BOLT 2, funding_signed: the accepter signs the opener's first commitment; now the opener may publish the funding transaction.
 *
 * @param channelId made of the funding outpoint
 * @param signature for the opener's commitment 0
 */
public record FundingSigned(ChannelId channelId, ByteVector64 signature) implements EstablishedMessage {
  public static final int TYPE = 35;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).signature(signature);
  }

  static FundingSigned read(WireReader r) {
    return new FundingSigned(r.channelId(), r.signature());
  }
}
