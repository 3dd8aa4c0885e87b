package org.l2node.routing.invoice;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;

/**
 * Collects the fields of one invoice while it is read. Of a field that comes twice the first counts, as the one that the payee prefers.
 * <p>
 * BOLT 11 demands that p, h, s and n of a wrong length be refused, while one of its valid examples has such fields beside right ones and
 * must be read. Here one that is not empty is skipped, and an invoice that then lacks what it must have is refused: that meets both
 * wherever they agree.
 */
final class InvoiceFields {
  /** The even bits that this node can pay with: those that BOLT 9 takes for granted, basic_mpp (in one part) and payment_metadata. */
  private static final Features PAYABLE = Features.of(0, 8, 12, 14, 16, 44, 48);

  private static final int HINT_HOP_LENGTH = 51;

  private final InvoiceNetwork network;
  private final @Nullable MilliSatoshi amount;
  private @Nullable ByteVector32 paymentHash;
  private @Nullable ByteVector32 paymentSecret;
  private @Nullable String description;
  private @Nullable ByteVector32 descriptionHash;
  private @Nullable PublicKey payee;
  private @Nullable Duration expiry;
  private @Nullable CltvExpiryDelta minFinalCltvExpiryDelta;
  private @Nullable ByteVector metadata;
  private @Nullable Features features;
  private final List<FallbackAddress> fallbackAddresses = new ArrayList<>();
  private final List<RouteHint> routeHints = new ArrayList<>();
  private final List<UnknownField> unknownFields = new ArrayList<>();

  InvoiceFields(InvoiceNetwork network, @Nullable MilliSatoshi amount) {
    this.network = network;
    this.amount = amount;
  }

  /** Field n, once read. */
  @Nullable
  PublicKey payee() {
    return payee;
  }

  InvoiceTerms read(byte[] groups) throws InvalidInvoiceException {
    GroupReader r = new GroupReader(groups);
    Instant timestamp = Instant.ofEpochSecond(r.number("timestamp", 7));
    while (r.remaining() > 0) {
      int type = (int) r.number("type", 1);
      readField(type, r.take("of type " + type, (int) r.number("data_length", 2)));
    }
    return terms(timestamp);
  }

  private void readField(int type, byte[] data) throws InvalidInvoiceException {
    switch (type) {
      case FieldType.PAYMENT_HASH -> paymentHash = hash(paymentHash, "p (payment_hash)", type, data);
      case FieldType.PAYMENT_SECRET -> paymentSecret = hash(paymentSecret, "s (payment_secret)", type, data);
      case FieldType.DESCRIPTION_HASH -> descriptionHash = hash(descriptionHash, "h (description hash)", type, data);
      case FieldType.DESCRIPTION -> description = description == null ? text(data) : description;
      case FieldType.PAYEE -> readPayee(type, data);
      case FieldType.EXPIRY -> expiry = expiry == null
          ? Duration.ofSeconds(number("x (expiry)", data, InvoiceTerms.MAX_EXPIRY_SECONDS))
          : expiry;
      case FieldType.MIN_FINAL_CLTV_EXPIRY_DELTA -> minFinalCltvExpiryDelta = minFinalCltvExpiryDelta == null
          ? new CltvExpiryDelta((int) number("c (min_final_cltv_expiry_delta)", data, InvoiceTerms.MAX_MIN_FINAL_CLTV_EXPIRY_DELTA))
          : minFinalCltvExpiryDelta;
      case FieldType.METADATA -> metadata = metadata == null ? new ByteVector(GroupReader.bytes("m (metadata)", data)) : metadata;
      case FieldType.FEATURES -> features = features == null ? features(data) : features;
      case FieldType.FALLBACK -> readFallback(data);
      case FieldType.ROUTE_HINT -> routeHints.add(routeHint(data));
      default -> skip(type, data);
    }
  }

  private void skip(int type, byte[] data) {
    unknownFields.add(new UnknownField(type, new ByteVector(data)));
  }

  /** Whether a field of fixed length has it; an empty one can mean nothing and is refused. */
  private boolean hasLength(int wanted, String field, int type, byte[] data) throws InvalidInvoiceException {
    if (data.length == 0) {
      throw malformed(field, "it is empty");
    }
    if (data.length != wanted) {
      skip(type, data);
    }
    return data.length == wanted;
  }

  private @Nullable ByteVector32 hash(@Nullable ByteVector32 first, String field, int type, byte[] data) throws InvalidInvoiceException {
    if (!hasLength(FieldType.HASH_LENGTH, field, type, data)) {
      return first;
    }
    ByteVector32 hash = new ByteVector32(GroupReader.bytes(field, data));
    return first == null ? hash : first;
  }

  private void readPayee(int type, byte[] data) throws InvalidInvoiceException {
    if (!hasLength(FieldType.KEY_LENGTH, "n (payee)", type, data)) {
      return;
    }
    PublicKey key = new PublicKey(GroupReader.bytes("n (payee)", data));
    if (!key.isValid()) {
      throw malformed("n (payee)", "it is not a point on the curve");
    }
    payee = payee == null ? key : payee;
  }

  private static String text(byte[] data) throws InvalidInvoiceException {
    byte[] bytes = GroupReader.bytes("d (description)", data);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("d (description)", "it is not UTF-8");
    }
  }

  private static long number(String field, byte[] data, long most) throws InvalidInvoiceException {
    if (data.length > 0 && data[0] == 0) {
      throw malformed(field, "it starts with 0");
    }
    if (data.length > 12 || GroupReader.number(data) > most) {
      throw malformed(field, "it is too large");
    }
    return GroupReader.number(data);
  }

  private static Features features(byte[] data) throws InvalidInvoiceException {
    if (data.length > 0 && data[0] == 0) {
      throw malformed("9 (features)", "it starts with 0");
    }
    List<Integer> bits = new ArrayList<>();
    for (int bit = 0; bit < data.length * 5; bit++) {
      if ((data[data.length - 1 - bit / 5] >> (bit % 5) & 1) == 1) {
        bits.add(bit);
      }
    }
    return Features.of(bits.stream().mapToInt(bit -> bit).toArray());
  }

  private void readFallback(byte[] data) throws InvalidInvoiceException {
    if (data.length == 0) {
      throw malformed("f (fallback address)", "it is empty");
    }
    int version = data[0];
    if (version > FallbackAddress.SCRIPT_HASH) {
      skip(FieldType.FALLBACK, data);
      return;
    }
    GroupReader r = new GroupReader(data);
    r.take("f (fallback address)", 1);
    byte[] program = GroupReader.bytes("f (fallback address)", r.take("f (fallback address)", r.remaining()));
    if (!FallbackAddress.isValid(version, program.length)) {
      throw malformed("f (fallback address)", "version " + version + " with " + program.length + " bytes");
    }
    fallbackAddresses.add(new FallbackAddress(version, new ByteVector(program)));
  }

  private static RouteHint routeHint(byte[] data) throws InvalidInvoiceException {
    byte[] bytes = GroupReader.bytes("r (route hint)", data);
    if (bytes.length == 0 || bytes.length % HINT_HOP_LENGTH != 0) {
      throw malformed("r (route hint)", bytes.length + " bytes are no whole number of hops");
    }
    WireReader r = new WireReader(bytes);
    List<RouteHint.Hop> hops = new ArrayList<>();
    try {
      while (r.remaining() > 0) {
        NodeId node = r.nodeId();
        hops.add(new RouteHint.Hop(node, r.shortChannelId(), new MilliSatoshi(r.u32()), r.u32(), new CltvExpiryDelta(r.u16())));
      }
    } catch (WireFormatException e) {
      throw malformed("r (route hint)", e.getMessage());
    }
    return new RouteHint(hops);
  }

  private InvoiceTerms terms(Instant timestamp) throws InvalidInvoiceException {
    Features demanded = features == null ? Features.NONE : features;
    List<Integer> unknown = demanded.unmetDemands(PAYABLE);
    if (!unknown.isEmpty()) {
      throw new InvalidInvoiceException(new InvoiceError.UnknownFeatures(unknown));
    }
    if (!InvoiceTerms.lacksNothing(demanded)) {
      throw new InvalidInvoiceException(new InvoiceError.MissingFeature("basic_mpp", "payment_secret"));
    }
    if (paymentHash == null) {
      throw missing("payment_hash");
    }
    if (paymentSecret == null) {
      throw missing("payment_secret");
    }
    return new InvoiceTerms(
        network,
        amount,
        timestamp,
        new PaymentHash(paymentHash),
        new PaymentSecret(paymentSecret),
        theDescription(),
        expiry == null ? InvoiceTerms.DEFAULT_EXPIRY : expiry,
        minFinalCltvExpiryDelta == null ? InvoiceTerms.DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA : minFinalCltvExpiryDelta,
        metadata,
        demanded,
        fallbackAddresses,
        routeHints,
        unknownFields);
  }

  private InvoiceDescription theDescription() throws InvalidInvoiceException {
    if (description != null && descriptionHash != null) {
      throw new InvalidInvoiceException(new InvoiceError.TwoDescriptions());
    }
    if (description != null) {
      return new InvoiceDescription.Text(description);
    }
    if (descriptionHash != null) {
      return new InvoiceDescription.Hash(descriptionHash);
    }
    throw missing("description or description hash");
  }

  private static InvalidInvoiceException missing(String field) {
    return new InvalidInvoiceException(new InvoiceError.MissingField(field));
  }

  private static InvalidInvoiceException malformed(String field, String why) {
    return new InvalidInvoiceException(new InvoiceError.MalformedField(field, why));
  }
}
