package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** The records of one payload with the offset of each, for invalid_onion_payload names the record at fault (BOLT 4, payload format). */
final class PayloadRecords {
  static final long AMT_TO_FORWARD = 2;
  static final long OUTGOING_CLTV_VALUE = 4;
  static final long SHORT_CHANNEL_ID = 6;
  static final long PAYMENT_DATA = 8;
  static final long ENCRYPTED_RECIPIENT_DATA = 10;
  static final long CURRENT_PATH_KEY = 12;
  static final long PAYMENT_METADATA = 16;

  /** What can be wrong with a record's value is always a {@link WireFormatException}. */
  @FunctionalInterface
  interface ValueReader<T> {
    T read(WireReader value);
  }

  private record Located(int offset, ByteVector value) {}

  private final TreeMap<Long, Located> records = new TreeMap<>(Long::compareUnsigned);

  private PayloadRecords() {}

  /**
   * Splits a payload into its records.
   *
   * @param known the types that the caller understands; other even ones are refused
   */
  static PayloadRecords split(ByteVector payload, Set<Long> known) throws InvalidPayloadException {
    PayloadRecords result = new PayloadRecords();
    WireReader r = new WireReader(payload.toByteArray());
    while (r.remaining() > 0) {
      int offset = payload.size() - r.remaining();
      long type = 0;
      try {
        type = r.bigSize();
        if (!result.records.isEmpty() && Long.compareUnsigned(result.records.lastKey(), type) >= 0) {
          throw new InvalidPayloadException(type, offset, "type " + Long.toUnsignedString(type) + " out of order");
        }
        if ((type & 1) == 0 && !known.contains(type)) {
          throw new InvalidPayloadException(type, offset, "unknown even type " + Long.toUnsignedString(type));
        }
        result.records.put(type, new Located(offset, r.bytes(r.bigSize())));
      } catch (WireFormatException e) {
        throw new InvalidPayloadException(type, offset, "malformed record: " + e.getMessage());
      }
    }
    return result;
  }

  boolean has(long type) {
    return records.containsKey(type);
  }

  <T> T required(long type, ValueReader<T> reader) throws InvalidPayloadException {
    @Nullable
    T value = optional(type, reader);
    if (value == null) {
      throw new InvalidPayloadException(type, 0, "type " + type + " is missing");
    }
    return value;
  }

  <T> @Nullable T optional(long type, ValueReader<T> reader) throws InvalidPayloadException {
    @Nullable
    Located record = records.get(type);
    if (record == null) {
      return null;
    }
    WireReader r = new WireReader(record.value().toByteArray());
    try {
      T value = reader.read(r);
      r.expectEnd();
      return value;
    } catch (WireFormatException e) {
      throw new InvalidPayloadException(type, record.offset(), "type " + type + ": " + e.getMessage());
    }
  }

  MilliSatoshi amtToForward() throws InvalidPayloadException {
    return required(AMT_TO_FORWARD, PayloadRecords::truncatedAmount);
  }

  CltvExpiry outgoingCltvValue() throws InvalidPayloadException {
    return required(OUTGOING_CLTV_VALUE, r -> new CltvExpiry(r.truncatedRest(4)));
  }

  ShortChannelId shortChannelId() throws InvalidPayloadException {
    return required(SHORT_CHANNEL_ID, WireReader::shortChannelId);
  }

  /** The records of odd types, which nobody here knows. */
  TlvStream unknown() {
    List<Tlv> odd = new ArrayList<>();
    records.forEach((type, record) -> {
      if ((type & 1) == 1) {
        odd.add(new Tlv(type, record.value()));
      }
    });
    return new TlvStream(odd);
  }

  static MilliSatoshi truncatedAmount(WireReader r) {
    long msat = r.truncatedRest(8);
    if (Long.compareUnsigned(msat, MilliSatoshi.MAX.msat()) > 0) {
      throw new WireFormatException("not an amount of millisatoshi: " + Long.toUnsignedString(msat));
    }
    return new MilliSatoshi(msat);
  }

  static ByteVector truncated(long value) {
    return new WireWriter().truncated(value).toBytes();
  }
}
