package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.WireWriter;

/**
 * What the final node is told (BOLT 4, payload format).
 *
 * @param amtToForward the least that this HTLC must be worth
 * @param outgoingCltvValue the least that it must expire at
 * @param paymentData proof that the sender has read the invoice, and the total of all parts; without it nothing is accepted
 * @param paymentMetadata field m of the invoice, given back
 * @param unknown the records of odd types that this node does not know
 */
public record FinalPayload(
    MilliSatoshi amtToForward,
    CltvExpiry outgoingCltvValue,
    @Nullable PaymentData paymentData,
    @Nullable ByteVector paymentMetadata,
    TlvStream unknown) {
  private static final Set<Long> KNOWN = Set.of(
      PayloadRecords.AMT_TO_FORWARD,
      PayloadRecords.OUTGOING_CLTV_VALUE,
      PayloadRecords.PAYMENT_DATA,
      PayloadRecords.PAYMENT_METADATA);

  /**
   * Record payment_data.
   *
   * @param secret field s of the invoice
   * @param total the sum of all parts
   */
  public record PaymentData(PaymentSecret secret, MilliSatoshi total) {}

  /** For a payment of an invoice in one part. */
  public static FinalPayload of(MilliSatoshi amount, CltvExpiry expiry, PaymentSecret secret, @Nullable ByteVector paymentMetadata) {
    return new FinalPayload(amount, expiry, new PaymentData(secret, amount), paymentMetadata, TlvStream.EMPTY);
  }

  /** What the sender says that all parts are worth together. */
  public MilliSatoshi total() {
    return paymentData == null ? amtToForward : paymentData.total();
  }

  /**
   * Reads the last payload of a route. A short_channel_id and records of blinded routes, which this node does not offer, are refused like
   * any even type that is not known.
   *
   * @throws InvalidPayloadException if it is no TLV stream, lacks a record, or has an even one that has no place here
   */
  public static FinalPayload read(ByteVector payload) throws InvalidPayloadException {
    PayloadRecords records = PayloadRecords.split(payload, KNOWN);
    return new FinalPayload(
        records.amtToForward(),
        records.outgoingCltvValue(),
        records.optional(
            PayloadRecords.PAYMENT_DATA,
            r -> new PaymentData(new PaymentSecret(r.bytes32()), PayloadRecords.truncatedAmount(r))),
        records.optional(PayloadRecords.PAYMENT_METADATA, r -> r.rest()),
        records.unknown());
  }

  /** The TLV stream, without its length. */
  public ByteVector write() {
    TlvStream records = unknown
        .with(PayloadRecords.AMT_TO_FORWARD, PayloadRecords.truncated(amtToForward.msat()))
        .with(PayloadRecords.OUTGOING_CLTV_VALUE, PayloadRecords.truncated(outgoingCltvValue.value()));
    if (paymentData != null) {
      records = records.with(
          PayloadRecords.PAYMENT_DATA,
          new WireWriter().bytes32(paymentData.secret().value()).truncated(paymentData.total().msat()).toBytes());
    }
    if (paymentMetadata != null) {
      records = records.with(PayloadRecords.PAYMENT_METADATA, paymentMetadata);
    }
    return new WireWriter().tlvs(records).toBytes();
  }
}
