package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The records at the end of a message, in ascending order of type, each type once (BOLT 1, Type-Length-Value Format). Records of unknown
 * odd types stay in it, so that a message that is relayed keeps its bytes.
 *
 * @param records in ascending order of type, as unsigned numbers
 */
public record TlvStream(List<Tlv> records) {
  public static final TlvStream EMPTY = new TlvStream(List.of());

  /** @throws IllegalArgumentException if the types do not ascend */
  public TlvStream {
    records = List.copyOf(records);
    for (int i = 1; i < records.size(); i++) {
      if (Long.compareUnsigned(records.get(i - 1).type(), records.get(i).type()) >= 0) {
        throw new IllegalArgumentException("TLV types do not ascend");
      }
    }
  }

  public static TlvStream of(Tlv... records) {
    return new TlvStream(List.of(records));
  }

  /** The value of the record of {@code type}, if there is one. */
  public Optional<ByteVector> get(long type) {
    return records.stream().filter(r -> r.type() == type).map(Tlv::value).findFirst();
  }

  public boolean has(long type) {
    return get(type).isPresent();
  }

  /** This with the record of {@code type} set to {@code value}. */
  public TlvStream with(long type, ByteVector value) {
    List<Tlv> all = new ArrayList<>();
    for (Tlv record : records) {
      if (record.type() != type) {
        all.add(record);
      }
    }
    all.add(new Tlv(type, value));
    all.sort((a, b) -> Long.compareUnsigned(a.type(), b.type()));
    return new TlvStream(all);
  }

  /**
   * Reads all that is left.
   *
   * @param known the even types that the reader understands
   * @throws WireFormatException if an unknown even type, a type out of order, a number that is not minimal or a length beyond the end
   *   occurs
   */
  public static TlvStream read(WireReader r, Set<Long> known) {
    if (r.remaining() == 0) {
      return EMPTY;
    }
    List<Tlv> records = new ArrayList<>();
    while (r.remaining() > 0) {
      long type = r.bigSize();
      if (!records.isEmpty() && Long.compareUnsigned(records.getLast().type(), type) >= 0) {
        throw new WireFormatException("TLV type " + Long.toUnsignedString(type) + " out of order");
      }
      if ((type & 1) == 0 && !known.contains(type)) {
        throw new WireFormatException("unknown even TLV type " + Long.toUnsignedString(type));
      }
      records.add(new Tlv(type, r.bytes(r.bigSize())));
    }
    return new TlvStream(records);
  }

  /**
   * This, after a look at the record of {@code type} if there is one: a record whose type is known must have its known form, to the last
   * byte (BOLT 1).
   *
   * @throws WireFormatException if {@code form} does not read exactly the record's value
   */
  TlvStream checked(long type, Consumer<WireReader> form) {
    get(type).ifPresent(value -> {
      WireReader r = new WireReader(value.toByteArray());
      form.accept(r);
      r.expectEnd();
    });
    return this;
  }

  void write(WireWriter w) {
    for (Tlv record : records) {
      w.bigSize(record.type()).bigSize(record.value().size()).bytes(record.value());
    }
  }
}
