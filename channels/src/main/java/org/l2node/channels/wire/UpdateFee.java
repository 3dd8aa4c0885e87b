package org.l2node.channels.wire;

import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;

/**
 * BOLT 2, update_fee: the opener changes the commitments' fee rate.
 *
 * @param channelId the channel
 * @param feerate the new rate
 */
public record UpdateFee(ChannelId channelId, FeeratePerKw feerate) implements UpdateMessage {
  public static final int TYPE = 134;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).feerate(feerate);
  }

  static UpdateFee read(WireReader r) {
    return new UpdateFee(r.channelId(), r.feerate());
  }
}
