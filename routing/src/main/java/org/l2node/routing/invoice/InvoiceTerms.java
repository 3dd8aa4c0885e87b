package org.l2node.routing.invoice;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;

/**
 * All that an invoice says and its payee signs (BOLT 11).
 *
 * @param network the base chain
 * @param amount the least to be paid, > 0; null: the payer chooses
 * @param timestamp when it was made, in whole seconds
 * @param paymentHash field p
 * @param paymentSecret field s
 * @param description field d or h
 * @param expiry field x: how long after the timestamp it can be paid, in whole seconds
 * @param minFinalCltvExpiryDelta field c: how far above the chain the last HTLC must expire
 * @param metadata field m: bytes that the payer gives back with each part; at most 639
 * @param features field 9
 * @param fallbackAddresses fields f, most preferred first
 * @param routeHints fields r, most preferred first
 * @param unknownFields what is in it besides
 */
public record InvoiceTerms(
    InvoiceNetwork network,
    @Nullable MilliSatoshi amount,
    Instant timestamp,
    PaymentHash paymentHash,
    PaymentSecret paymentSecret,
    InvoiceDescription description,
    Duration expiry,
    CltvExpiryDelta minFinalCltvExpiryDelta,
    @Nullable ByteVector metadata,
    Features features,
    List<FallbackAddress> fallbackAddresses,
    List<RouteHint> routeHints,
    List<UnknownField> unknownFields) {
  /** Where field x is not there. */
  public static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);

  /** Where field c is not there. */
  public static final CltvExpiryDelta DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA = new CltvExpiryDelta(18);

  /** The longest expiry that this node reads or writes: 35 million years. */
  static final long MAX_EXPIRY_SECONDS = (1L << 50) - 1;

  /** No HTLC can be asked to wait longer, as no channel's cltv_expiry_delta can. */
  static final int MAX_MIN_FINAL_CLTV_EXPIRY_DELTA = 0xffff;

  static final long MAX_TIMESTAMP = (1L << 35) - 1;

  /** @throws IllegalArgumentException if a value does not fit its field or a feature is there without one that it needs */
  public InvoiceTerms {
    fallbackAddresses = List.copyOf(fallbackAddresses);
    routeHints = List.copyOf(routeHints);
    unknownFields = List.copyOf(unknownFields);
    require(amount == null || !amount.isZero(), "an amount of 0");
    require(timestamp.getNano() == 0 && timestamp.getEpochSecond() >= 0 && timestamp.getEpochSecond() <= MAX_TIMESTAMP, "timestamp");
    require(expiry.equals(Duration.ofSeconds(expiry.toSeconds())) && !expiry.isNegative() && expiry.toSeconds() <= MAX_EXPIRY_SECONDS,
        "expiry");
    require(minFinalCltvExpiryDelta.blocks() <= MAX_MIN_FINAL_CLTV_EXPIRY_DELTA, "min_final_cltv_expiry_delta");
    require(metadata == null || metadata.size() <= InvoiceDescription.MAX_BYTES, "metadata");
    require(lacksNothing(features), "basic_mpp without payment_secret");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("no invoice can have this: " + what);
    }
  }

  /** Whether every feature comes with those that it needs (BOLT 9). */
  static boolean lacksNothing(Features features) {
    return !features.supports(Feature.BASIC_MPP) || features.supports(Feature.PAYMENT_SECRET);
  }

  /** An invoice with nothing but what it must have: expires in an hour, asks for BOLT 11's least final expiry. */
  public static InvoiceTerms of(
      InvoiceNetwork network,
      @Nullable MilliSatoshi amount,
      Instant timestamp,
      PaymentHash paymentHash,
      PaymentSecret paymentSecret,
      InvoiceDescription description,
      Features features) {
    return new InvoiceTerms(
        network,
        amount,
        timestamp,
        paymentHash,
        paymentSecret,
        description,
        DEFAULT_EXPIRY,
        DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA,
        null,
        features,
        List.of(),
        List.of(),
        List.of());
  }

  public InvoiceTerms withExpiry(Duration newExpiry) {
    return new InvoiceTerms(network, amount, timestamp, paymentHash, paymentSecret, description, newExpiry, minFinalCltvExpiryDelta,
        metadata,
        features, fallbackAddresses, routeHints, unknownFields);
  }

  public InvoiceTerms withMinFinalCltvExpiryDelta(CltvExpiryDelta newDelta) {
    return new InvoiceTerms(network, amount, timestamp, paymentHash, paymentSecret, description, expiry, newDelta, metadata, features,
        fallbackAddresses, routeHints, unknownFields);
  }

  public InvoiceTerms withRouteHints(List<RouteHint> newHints) {
    return new InvoiceTerms(network, amount, timestamp, paymentHash, paymentSecret, description, expiry, minFinalCltvExpiryDelta, metadata,
        features, fallbackAddresses, newHints, unknownFields);
  }

  /** The last moment at which it can be paid. */
  public Instant expiresAt() {
    return timestamp.plus(expiry);
  }

  /** Whether it is too late to pay at {@code now}. */
  public boolean isExpired(Instant now) {
    return now.isAfter(expiresAt());
  }

  /** Signs these terms as the payee whose key this is. Field n is left out: the signature tells the key. */
  public Bolt11Invoice sign(PrivateKey nodeKey) {
    return InvoiceWriter.sign(this, nodeKey, false);
  }

  /** As {@link #sign}, with the payee's key in field n. */
  public Bolt11Invoice signNamingPayee(PrivateKey nodeKey) {
    return InvoiceWriter.sign(this, nodeKey, true);
  }
}
