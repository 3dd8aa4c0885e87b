package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.TxHash;
import fr.acinq.bitcoin.TxId;
import java.util.Arrays;
import java.util.Set;
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

/**
 * Reads the fundamental types of BOLT 1 from bytes, big-endian. Every method throws {@link WireFormatException} where the bytes do not hold
 * what is asked for; a length is checked against what is left before anything is allocated.
 */
public final class WireReader {
  private final byte[] bytes;
  private int position;
  private final int end;

  public WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  public int remaining() {
    return end - position;
  }

  /** @throws WireFormatException if bytes are left */
  public void expectEnd() {
    if (remaining() != 0) {
      throw new WireFormatException(remaining() + " bytes left over");
    }
  }

  private int take(long length) {
    if (length < 0 || length > remaining()) {
      throw new WireFormatException("needs " + Long.toUnsignedString(length) + " bytes, has " + remaining());
    }
    int at = position;
    position += (int) length;
    return at;
  }

  public int u8() {
    return bytes[take(1)] & 0xff;
  }

  public int u16() {
    int at = take(2);
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  public long u32() {
    return unsigned(4);
  }

  /** The 64 bits, to be read as unsigned. */
  public long u64() {
    return unsigned(8);
  }

  private long unsigned(int length) {
    int at = take(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  /** The rest as a truncated unsigned number of at most {@code maxLength} bytes, without leading zeros (BOLT 1, tu16, tu32, tu64). */
  public long truncatedRest(int maxLength) {
    int length = remaining();
    if (length > maxLength) {
      throw new WireFormatException("truncated number of " + length + " bytes, at most " + maxLength);
    }
    if (length > 0 && bytes[position] == 0) {
      throw new WireFormatException("truncated number is not minimal");
    }
    return unsigned(length);
  }

  /** A BigSize, as unsigned 64 bits (BOLT 1, appendix A). */
  public long bigSize() {
    int first = u8();
    if (first < 0xfd) {
      return first;
    }
    int length = first == 0xfd ? 2 : first == 0xfe ? 4 : 8;
    long value = unsigned(length);
    long least = first == 0xfd ? 0xfdL : first == 0xfe ? 0x10000L : 0x100000000L;
    if (Long.compareUnsigned(value, least) < 0) {
      throw new WireFormatException("bigsize is not minimal");
    }
    return value;
  }

  /** @param length as unsigned: checked against what is left before anything is allocated */
  public byte[] rawBytes(long length) {
    int at = take(length);
    return Arrays.copyOfRange(bytes, at, position);
  }

  public ByteVector bytes(long length) {
    return new ByteVector(rawBytes(length));
  }

  /** Bytes behind their length as u16. */
  public ByteVector bytesWithLength() {
    return bytes(u16());
  }

  public ByteVector rest() {
    return bytes(remaining());
  }

  public ByteVector32 bytes32() {
    return new ByteVector32(rawBytes(32));
  }

  public ByteVector64 signature() {
    return new ByteVector64(rawBytes(64));
  }

  /** A point on the curve, compressed; any other bytes are refused. */
  public PublicKey point() {
    PublicKey key = new PublicKey(bytes(33));
    if (!key.isValid()) {
      throw new WireFormatException("not a point on the curve");
    }
    return key;
  }

  public NodeId nodeId() {
    return new NodeId(point());
  }

  public ChannelId channelId() {
    return new ChannelId(bytes32());
  }

  public TemporaryChannelId temporaryChannelId() {
    return new TemporaryChannelId(bytes32());
  }

  public TxId txId() {
    return new TxId(new TxHash(bytes32()));
  }

  public ShortChannelId shortChannelId() {
    return new ShortChannelId(u64());
  }

  public HtlcId htlcId() {
    return new HtlcId(u64());
  }

  public PaymentHash paymentHash() {
    return new PaymentHash(bytes32());
  }

  public PaymentPreimage preimage() {
    return new PaymentPreimage(bytes32());
  }

  public CltvExpiry expiry() {
    return new CltvExpiry(u32());
  }

  public FeeratePerKw feerate() {
    return new FeeratePerKw(u32());
  }

  /** A u64 that must be an amount there can be. */
  public MilliSatoshi msat() {
    return msatOf(u64());
  }

  /** A u64 that must be an amount there can be. */
  public Satoshi sat() {
    long sat = u64();
    if (sat < 0 || sat > Satoshi.MAX.sat()) {
      throw new WireFormatException("not an amount of satoshi: " + Long.toUnsignedString(sat));
    }
    return new Satoshi(sat);
  }

  static MilliSatoshi msatOf(long msat) {
    if (msat < 0 || msat > MilliSatoshi.MAX.msat()) {
      throw new WireFormatException("not an amount of millisatoshi: " + Long.toUnsignedString(msat));
    }
    return new MilliSatoshi(msat);
  }

  /** The rest as a TLV stream in which the even types of {@code known} are understood; other even types are refused (BOLT 1). */
  public TlvStream tlvs(Set<Long> known) {
    return TlvStream.read(this, known);
  }

  /** A reader of the next {@code length} bytes alone. */
  public WireReader slice(long length) {
    int at = take(length);
    return new WireReader(bytes, at, position);
  }
}
