package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.codec.ChannelCodec.StoredHtlc;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;

/** A store of one channel that keeps what a real one keeps: bytes. It refuses what a real one would refuse. */
final class Disk {
  private record HtlcKey(Direction direction, HtlcId id) {}

  private @Nullable ByteVector fixed;
  private @Nullable ByteVector state;
  private final Map<HtlcKey, StoredHtlc> htlcs = new LinkedHashMap<>();
  final Map<CommitmentNumber, ByteVector> penalties = new LinkedHashMap<>();
  /** How many bytes were ever written. */
  long written;

  boolean isEmpty() {
    return fixed == null;
  }

  void write(List<ChannelWrite> writes) {
    for (ChannelWrite write : writes) {
      switch (write) {
        case ChannelWrite.InsertChannel insert -> {
          if (fixed != null) {
            throw new AssertionError("the channel is stored already");
          }
          fixed = insert.fixed();
          state = insert.state();
          written += insert.fixed().size() + insert.state().size();
        }
        case ChannelWrite.UpdateChannel update -> {
          state = update.state();
          written += update.state().size();
        }
        case ChannelWrite.InsertHtlc insert -> {
          if (htlcs.put(new HtlcKey(insert.direction(), insert.htlcId()), new StoredHtlc(insert.htlc(), insert.mark())) != null) {
            throw new AssertionError("HTLC stored twice: " + insert);
          }
          written += insert.htlc().size() + insert.mark().size();
        }
        case ChannelWrite.MarkHtlc mark -> {
          htlcs.compute(
              new HtlcKey(mark.direction(), mark.htlcId()),
              (key, old) -> new StoredHtlc(java.util.Objects.requireNonNull(old, "no HTLC " + key).htlc(), mark.mark()));
          written += mark.mark().size();
        }
        case ChannelWrite.DeleteHtlc delete -> {
          if (htlcs.remove(new HtlcKey(delete.direction(), delete.htlcId())) == null) {
            throw new AssertionError("no such HTLC: " + delete);
          }
        }
        case ChannelWrite.InsertPenalty penalty -> {
          if (penalties.put(penalty.number(), penalty.data()) != null) {
            throw new AssertionError("penalty data written twice: " + penalty);
          }
          written += penalty.data().size();
        }
        case ChannelWrite.DeleteChannel _ -> {
          fixed = null;
          state = null;
          penalties.clear();
          htlcs.clear();
        }
        case ChannelWrite.DropPenalties _ -> {
          penalties.clear();
          htlcs.clear();
        }
      }
    }
  }

  ChannelState restore() {
    ByteVector f = fixed;
    ByteVector s = state;
    if (f == null || s == null) {
      throw new AssertionError("nothing is stored");
    }
    return ChannelCodec.restore(f, s, new ArrayList<>(htlcs.values()));
  }

  /** All that is stored, in hex: fixed part, state, HTLC and mark in turn, incoming ones first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(
        List.of(java.util.Objects.requireNonNull(fixed).toHex(), java.util.Objects.requireNonNull(state).toHex()));
    htlcs.entrySet().stream()
        .sorted(java.util.Comparator.comparing((Map.Entry<HtlcKey, StoredHtlc> e) -> e.getKey().direction())
            .thenComparing(e -> e.getKey().id()))
        .forEach(e -> lines.addAll(List.of(e.getValue().htlc().toHex(), e.getValue().mark().toHex())));
    return lines;
  }
}
