package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector64;
import java.util.EnumMap;
import java.util.Map;

/** Which outputs a closing transaction has: the record of closing_complete and closing_sig that holds the signature for it (BOLT 2). */
public enum ClosingVariant {
  CLOSER_OUTPUT_ONLY(1),
  CLOSEE_OUTPUT_ONLY(2),
  BOTH_OUTPUTS(3);

  private final long tlvType;

  ClosingVariant(long tlvType) {
    this.tlvType = tlvType;
  }

  public boolean hasCloserOutput() {
    return this != CLOSEE_OUTPUT_ONLY;
  }

  public boolean hasCloseeOutput() {
    return this != CLOSER_OUTPUT_ONLY;
  }

  /** The records for these signatures. */
  public static TlvStream tlvs(Map<ClosingVariant, ByteVector64> signatures) {
    TlvStream tlvs = TlvStream.EMPTY;
    for (Map.Entry<ClosingVariant, ByteVector64> entry : signatures.entrySet()) {
      tlvs = tlvs.with(entry.getKey().tlvType, new WireWriter().signature(entry.getValue()).toBytes());
    }
    return tlvs;
  }

  /** The signatures in these records. */
  static Map<ClosingVariant, ByteVector64> signatures(TlvStream tlvs) {
    Map<ClosingVariant, ByteVector64> signatures = new EnumMap<>(ClosingVariant.class);
    for (ClosingVariant variant : values()) {
      tlvs.get(variant.tlvType).ifPresent(value -> signatures.put(variant, new WireReader(value.toByteArray()).signature()));
    }
    return signatures;
  }

  /** Reads the records of either message. */
  static TlvStream read(WireReader r) {
    TlvStream tlvs = r.tlvs(java.util.Set.of(CLOSEE_OUTPUT_ONLY.tlvType));
    for (ClosingVariant variant : values()) {
      tlvs = tlvs.checked(variant.tlvType, WireReader::signature);
    }
    return tlvs;
  }
}
