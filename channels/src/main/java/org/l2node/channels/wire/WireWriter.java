package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.TxId;
import java.util.Arrays;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.TemporaryChannelId;

/** Writes the fundamental types of BOLT 1, big-endian; the mirror of {@link WireReader}. */
public final class WireWriter {
  private byte[] buffer = new byte[256];
  private int size;

  private int grow(int length) {
    int at = size;
    if (buffer.length - size < length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, length)));
    }
    size += length;
    return at;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  public ByteVector toBytes() {
    return new ByteVector(toByteArray());
  }

  public int size() {
    return size;
  }

  public WireWriter u8(int value) {
    return number(value, 1);
  }

  public WireWriter u16(int value) {
    return number(value, 2);
  }

  public WireWriter u32(long value) {
    return number(value, 4);
  }

  public WireWriter u64(long value) {
    return number(value, 8);
  }

  private WireWriter number(long value, int length) {
    if (length < 8 && (value >>> (8 * length)) != 0) {
      throw new IllegalArgumentException(value + " does not fit " + length + " bytes");
    }
    int at = grow(length);
    for (int i = 0; i < length; i++) {
      buffer[at + i] = (byte) (value >>> (8 * (length - 1 - i)));
    }
    return this;
  }

  /** A number without its leading zero bytes (BOLT 1, tu16, tu32, tu64). */
  public WireWriter truncated(long value) {
    int length = (64 - Long.numberOfLeadingZeros(value) + 7) / 8;
    return number(value, length);
  }

  /** @param value as unsigned 64 bits */
  public WireWriter bigSize(long value) {
    if (Long.compareUnsigned(value, 0xfd) < 0) {
      return u8((int) value);
    } else if (Long.compareUnsigned(value, 0x10000) < 0) {
      return u8(0xfd).u16((int) value);
    } else if (Long.compareUnsigned(value, 0x100000000L) < 0) {
      return u8(0xfe).u32(value);
    }
    return u8(0xff).u64(value);
  }

  public WireWriter raw(byte[] bytes) {
    int at = grow(bytes.length);
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    return this;
  }

  public WireWriter bytes(ByteVector bytes) {
    return raw(bytes.toByteArray());
  }

  /** Bytes behind their length as u16; at most 65,535. */
  public WireWriter bytesWithLength(ByteVector bytes) {
    return u16(bytes.size()).bytes(bytes);
  }

  public WireWriter bytes32(ByteVector32 bytes) {
    return bytes(bytes);
  }

  public WireWriter signature(ByteVector64 signature) {
    return bytes(signature);
  }

  public WireWriter point(PublicKey key) {
    return bytes(key.value);
  }

  public WireWriter nodeId(NodeId id) {
    return point(id.key());
  }

  public WireWriter channelId(ChannelId id) {
    return bytes(id.value());
  }

  public WireWriter temporaryChannelId(TemporaryChannelId id) {
    return bytes(id.value());
  }

  public WireWriter txId(TxId id) {
    return bytes(id.value.reversed());
  }

  public WireWriter shortChannelId(ShortChannelId id) {
    return u64(id.value());
  }

  public WireWriter htlcId(HtlcId id) {
    return u64(id.value());
  }

  public WireWriter paymentHash(PaymentHash hash) {
    return bytes(hash.value());
  }

  public WireWriter preimage(PaymentPreimage preimage) {
    return bytes(preimage.value());
  }

  public WireWriter expiry(CltvExpiry expiry) {
    return u32(expiry.value());
  }

  public WireWriter feerate(FeeratePerKw feerate) {
    return u32(feerate.satPerKw());
  }

  public WireWriter msat(MilliSatoshi amount) {
    return u64(amount.msat());
  }

  public WireWriter sat(Satoshi amount) {
    return u64(amount.sat());
  }

  public WireWriter tlvs(TlvStream tlvs) {
    tlvs.write(this);
    return this;
  }
}
