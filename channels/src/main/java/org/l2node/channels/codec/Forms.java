package org.l2node.channels.codec;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** What several forms are made of. */
final class Forms {
  private Forms() {}

  static <T> void optional(WireWriter w, @Nullable T value, BiConsumer<WireWriter, T> write) {
    w.u8(value == null ? 0 : 1);
    if (value != null) {
      write.accept(w, value);
    }
  }

  static <T> @Nullable T optional(WireReader r, Function<WireReader, T> read) {
    return flag(r) ? read.apply(r) : null;
  }

  static void flag(WireWriter w, boolean value) {
    w.u8(value ? 1 : 0);
  }

  static boolean flag(WireReader r) {
    int value = r.u8();
    if (value > 1) {
      throw new WireFormatException("neither yes nor no: " + value);
    }
    return value == 1;
  }

  static void number(WireWriter w, CommitmentNumber number) {
    w.u64(number.value());
  }

  static CommitmentNumber number(WireReader r) {
    return new CommitmentNumber(r.u64());
  }

  /** A u32 that was written of an int that is not negative. */
  static int int31(WireReader r) {
    long value = r.u32();
    if (value > Integer.MAX_VALUE) {
      throw new WireFormatException("too large a number: " + value);
    }
    return (int) value;
  }

  static BlockHeight height(WireReader r) {
    return new BlockHeight(int31(r));
  }

  static void bytes(WireWriter w, ByteVector bytes) {
    w.u32(bytes.size()).bytes(bytes);
  }

  static ByteVector bytes(WireReader r) {
    return r.bytes(r.u32());
  }

  static void tx(WireWriter w, Transaction tx) {
    bytes(w, new ByteVector(Transaction.write(tx)));
  }

  static Transaction tx(WireReader r) {
    try {
      return Transaction.read(bytes(r).toByteArray());
    } catch (WireFormatException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new WireFormatException("not a transaction: " + e.getMessage());
    }
  }

  static void text(WireWriter w, String text) {
    bytes(w, new ByteVector(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String text(WireReader r) {
    return new String(bytes(r).toByteArray(), StandardCharsets.UTF_8);
  }

  static void outPoint(WireWriter w, OutPoint outPoint) {
    w.txId(outPoint.txid).u32(outPoint.index);
  }

  static OutPoint outPoint(WireReader r) {
    TxId txId = r.txId();
    return new OutPoint(txId, r.u32());
  }
}
