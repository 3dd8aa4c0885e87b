package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector64;
import java.util.Optional;
import java.util.Set;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Satoshi;

/**
 * BOLT 2, closing_signed: a fee for the closing transaction and the signature for it.
 *
 * @param channelId the channel
 * @param fee fee of the closing transaction
 * @param signature for the closing transaction with that fee
 * @param tlvs extensions, type 1: fee_range
 */
public record ClosingSigned(ChannelId channelId, Satoshi fee, ByteVector64 signature, TlvStream tlvs) implements EstablishedMessage {
  public static final int TYPE = 39;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).sat(fee).signature(signature).tlvs(tlvs);
  }

  static ClosingSigned read(WireReader r) {
    return new ClosingSigned(r.channelId(), r.sat(), r.signature(), r.tlvs(Set.of()).checked(1, ClosingSigned::readFeeRange));
  }

  /**
   * The fees that the sender accepts (TLV 1).
   *
   * @param min the least
   * @param max the most
   */
  public record FeeRange(Satoshi min, Satoshi max) {
    public boolean contains(Satoshi fee) {
      return !fee.isLessThan(min) && !fee.isMoreThan(max);
    }
  }

  /** The fees that the sender accepts, if it says so. */
  public Optional<FeeRange> feeRange() {
    return tlvs.get(1).map(value -> readFeeRange(new WireReader(value.toByteArray())));
  }

  private static FeeRange readFeeRange(WireReader r) {
    return new FeeRange(r.sat(), r.sat());
  }

  /** A TLV stream that holds {@code range}. */
  public static TlvStream withFeeRange(FeeRange range) {
    return TlvStream.of(new Tlv(1, new WireWriter().sat(range.min()).sat(range.max()).toBytes()));
  }
}
