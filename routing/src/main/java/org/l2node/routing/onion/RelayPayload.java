package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import java.util.Set;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.WireWriter;

/**
 * What an intermediate hop is told (BOLT 4, payload format).
 *
 * @param amtToForward what the next hop is to be offered
 * @param outgoingCltvValue the expiry that the next hop is to be offered
 * @param shortChannelId by which channel, or any other with the same peer
 */
public record RelayPayload(MilliSatoshi amtToForward, CltvExpiry outgoingCltvValue, ShortChannelId shortChannelId) {
  private static final Set<Long> KNOWN = Set
      .of(PayloadRecords.AMT_TO_FORWARD, PayloadRecords.OUTGOING_CLTV_VALUE, PayloadRecords.SHORT_CHANNEL_ID);

  /** Whether {@code payload} makes this node the introduction point of a blinded route, whose errors must not be told apart. */
  public static boolean startsBlindedRoute(ByteVector payload) {
    try {
      return PayloadRecords
          .split(payload, Set.of(2L, 4L, 6L, 8L, PayloadRecords.ENCRYPTED_RECIPIENT_DATA, PayloadRecords.CURRENT_PATH_KEY, 16L, 18L))
          .has(PayloadRecords.CURRENT_PATH_KEY);
    } catch (InvalidPayloadException e) {
      return false;
    }
  }

  /**
   * Reads a payload that is not the last of its route. Records for the final node (payment_data, payment_metadata) and for blinded routes,
   * which this node does not offer, are refused like any even type that is not known.
   *
   * @throws InvalidPayloadException if it is no TLV stream, lacks a record, or has an even one that has no place here
   */
  public static RelayPayload read(ByteVector payload) throws InvalidPayloadException {
    PayloadRecords records = PayloadRecords.split(payload, KNOWN);
    return new RelayPayload(records.amtToForward(), records.outgoingCltvValue(), records.shortChannelId());
  }

  /** The TLV stream, without its length. */
  public ByteVector write() {
    TlvStream records = TlvStream.EMPTY
        .with(PayloadRecords.AMT_TO_FORWARD, PayloadRecords.truncated(amtToForward.msat()))
        .with(PayloadRecords.OUTGOING_CLTV_VALUE, PayloadRecords.truncated(outgoingCltvValue.value()))
        .with(PayloadRecords.SHORT_CHANNEL_ID, new WireWriter().shortChannelId(shortChannelId).toBytes());
    return new WireWriter().tlvs(records).toBytes();
  }
}
