package org.l2node.channels.keys;

import fr.acinq.bitcoin.PublicKey;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/**
 * The public keys that one side names in {@code open_channel} or {@code accept_channel}, in that order.
 *
 * @param fundingPubkey its half of the 2-of-2 of the funding output, and the key of its anchor
 * @param revocationBasepoint what it punishes the other side's revoked commitments with
 * @param paymentBasepoint where the other side's commitments pay it (to_remote)
 * @param delayedPaymentBasepoint where its own commitments pay it (to_local)
 * @param htlcBasepoint what it signs HTLC outputs with
 */
public record ChannelBasepoints(
    PublicKey fundingPubkey,
    PublicKey revocationBasepoint,
    PublicKey paymentBasepoint,
    PublicKey delayedPaymentBasepoint,
    PublicKey htlcBasepoint) {
  public void write(WireWriter w) {
    w.point(fundingPubkey).point(revocationBasepoint).point(paymentBasepoint).point(delayedPaymentBasepoint).point(htlcBasepoint);
  }

  /** @throws org.l2node.channels.wire.WireFormatException if the bytes are not five points */
  public static ChannelBasepoints read(WireReader r) {
    return new ChannelBasepoints(r.point(), r.point(), r.point(), r.point(), r.point());
  }
}
