package org.l2node.channels.keys;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/**
 * The per-commitment secrets that the peer has shown, from commitment 0 up without a gap, in at most 49 of them (BOLT 3, Efficient
 * Per-commitment Secret Storage). Immutable.
 */
public final class ReceivedSecrets {
  /** Before the first revoke_and_ack. */
  public static final ReceivedSecrets NONE = new ReceivedSecrets(0, new byte[0][]);

  private final long count;
  /** By the number of zero bits at the end of their index. They fill from 0 up without a gap. */
  private final byte[][] known;

  private ReceivedSecrets(long count, byte[][] known) {
    this.count = count;
    this.known = known;
  }

  /** How many secrets are known, which is the number of the commitment whose secret comes next. */
  public CommitmentNumber next() {
    return new CommitmentNumber(count);
  }

  /** Whether the secret of commitment {@code number} has been shown. */
  public boolean knows(CommitmentNumber number) {
    return number.value() < count;
  }

  /**
   * With the secret of commitment {@link #next()}.
   *
   * @return empty if the secrets known so far do not follow from it: the peer does not keep to one seed
   */
  public Optional<ReceivedSecrets> insert(PrivateKey secret) {
    long index = ShaChain.FIRST_INDEX - count;
    int bucket = bucketOf(index);
    byte[] base = secret.value.toByteArray();
    for (int b = 0; b < Math.min(bucket, known.length); b++) {
      if (!Arrays.equals(ShaChain.derive(base, bucket, indexIn(b)), known[b])) {
        return Optional.empty();
      }
    }
    byte[][] extended = Arrays.copyOf(known, Math.max(known.length, bucket + 1));
    extended[bucket] = base;
    return Optional.of(new ReceivedSecrets(count + 1, extended));
  }

  /** The secret of commitment {@code number}; empty if it has not been shown. */
  public Optional<PrivateKey> secret(CommitmentNumber number) {
    if (!knows(number)) {
      return Optional.empty();
    }
    long index = ShaChain.indexOf(number);
    for (int b = 0; b < known.length; b++) {
      if (index >>> b == indexIn(b) >>> b) {
        return Optional.of(new PrivateKey(new ByteVector32(ShaChain.derive(known[b], b, index))));
      }
    }
    throw new IllegalStateException("secret of " + number + " of " + count + " does not follow from any bucket");
  }

  private static int bucketOf(long index) {
    return index == 0 ? ShaChain.INDEX_BITS : Long.numberOfTrailingZeros(index);
  }

  /** The index in a bucket: the last received one with just so many zero bits at its end, which follows from the count alone. */
  private long indexIn(int bucket) {
    long last = ShaChain.FIRST_INDEX - (count - 1);
    if (bucket == ShaChain.INDEX_BITS) {
      return 0;
    }
    // The least number >= last of the form (odd << bucket).
    long step = 1L << bucket;
    long candidate = (last + step - 1) >>> bucket << bucket;
    return (candidate >>> bucket & 1) == 1 ? candidate : candidate + step;
  }

  /** At most 8 + 49 * 32 bytes. */
  public void write(WireWriter w) {
    w.u64(count);
    for (byte[] secret : known) {
      w.raw(secret);
    }
  }

  /** @throws WireFormatException if the bytes are not what {@link #write} wrote */
  public static ReceivedSecrets read(WireReader r) {
    long count = r.u64();
    if (count < 0 || count > ShaChain.FIRST_INDEX + 1) {
      throw new WireFormatException("not a number of secrets: " + Long.toUnsignedString(count));
    }
    byte[][] known = new byte[0][];
    long least = ShaChain.FIRST_INDEX + 1 - count;
    for (int b = 0; b <= ShaChain.INDEX_BITS; b++) {
      // A bucket is used once its first index, the greatest one with so many zero bits at its end, has been reached.
      long first = b == ShaChain.INDEX_BITS ? 0 : ShaChain.FIRST_INDEX >>> b << b;
      if (first >= least) {
        known = Arrays.copyOf(known, b + 1);
        known[b] = r.rawBytes(32);
      }
    }
    return new ReceivedSecrets(count, known);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceivedSecrets that && count == that.count && Arrays.deepEquals(known, that.known);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count) * 31 + Arrays.deepHashCode(known);
  }

  @Override
  public String toString() {
    return count + " received secrets";
  }
}
