package org.l2node.channels.commitment;

import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/**
 * What of one side of a channel shapes the commitments of both.
 *
 * @param basepoints its public keys
 * @param dustLimit its own {@code dust_limit_satoshis}: outputs of its own commitments below this are trimmed
 * @param toSelfDelay how long it waits for its own outputs: the {@code to_self_delay} that the <em>other</em> side sent
 */
public record SideParameters(ChannelBasepoints basepoints, Satoshi dustLimit, ToSelfDelay toSelfDelay) {
  public void write(WireWriter w) {
    basepoints.write(w);
    w.sat(dustLimit).u16(toSelfDelay.blocks());
  }

  /** @throws org.l2node.channels.wire.WireFormatException if the bytes are not what {@link #write} wrote */
  public static SideParameters read(WireReader r) {
    return new SideParameters(ChannelBasepoints.read(r), r.sat(), new ToSelfDelay(r.u16()));
  }
}
