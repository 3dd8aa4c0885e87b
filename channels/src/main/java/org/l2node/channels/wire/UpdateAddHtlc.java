package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.Set;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;

/**
 * BOLT 2, update_add_htlc: the sender adds a conditional payment to the receiver's next commitment.
 *
 * @param channelId the channel
 * @param id the sender's next HTLC number in this channel
 * @param amount what the receiver gets if it shows the preimage; > 0 where the sender is honest
 * @param paymentHash what the preimage must hash to
 * @param cltvExpiry when it times out
 * @param onion 1,366 bytes, read only by routing
 * @param tlvs extensions, type 0: path_key of a blinded route
 */
public record UpdateAddHtlc(
    ChannelId channelId,
    HtlcId id,
    MilliSatoshi amount,
    PaymentHash paymentHash,
    CltvExpiry cltvExpiry,
    ByteVector onion,
    TlvStream tlvs)
    implements
      UpdateMessage {
  public static final int TYPE = 128;

  /** The length of an onion packet: version, key, 1,300 bytes of payloads, HMAC (BOLT 4). */
  public static final int ONION_LENGTH = 1366;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).htlcId(id).msat(amount).paymentHash(paymentHash).expiry(cltvExpiry).bytes(onion).tlvs(tlvs);
  }

  static UpdateAddHtlc read(WireReader r) {
    return new UpdateAddHtlc(
        r.channelId(),
        r.htlcId(),
        r.msat(),
        r.paymentHash(),
        r.expiry(),
        r.bytes(ONION_LENGTH),
        r.tlvs(Set.of(0L)).checked(0, WireReader::point));
  }

  /** Without the onion, which is nobody's business but the next hop's. */
  @Override
  public String toString() {
    return "UpdateAddHtlc[channelId=" + channelId + ", id=" + id + ", amount=" + amount + ", paymentHash=" + paymentHash + ", cltvExpiry="
        + cltvExpiry + ", tlvs=" + tlvs.records().size() + "]";
  }
}
