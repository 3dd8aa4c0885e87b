package org.l2node.channels.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.codec.ChannelCodec.StoredHtlc;
import org.l2node.channels.commitment.PenaltyData;
import org.l2node.channels.machine.SampleStates;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** What a damaged disk may give back: refused by name, or a channel that is stored as it was read. */
@Tag("V67")
class StoredFuzzTest {
  /** The parts of each sample, each behind its length. */
  static Stream<byte[]> channels() {
    return SampleStates.all().values().stream().map(lines -> {
      WireWriter w = new WireWriter();
      lines.forEach(line -> w.bytesWithLength(new ByteVector(line)));
      return w.toByteArray();
    });
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void channels(byte[] bytes) {
    ChannelState restored;
    try {
      List<ByteVector> parts = parts(bytes);
      if (parts.size() < 2) {
        return;
      }
      restored = restore(parts);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(ChannelView.of(restored).phase()).isNotNull();
    if (restored instanceof ChannelState.WithData || restored instanceof ChannelState.AwaitingFundingSigned) {
      List<String> stored = SampleStates.encode(restored);
      assertThat(SampleStates.encode(restore(stored.stream().map(ByteVector::new).toList()))).isEqualTo(stored);
    }
  }

  private static List<ByteVector> parts(byte[] bytes) {
    WireReader r = new WireReader(bytes);
    List<ByteVector> parts = new ArrayList<>();
    while (r.remaining() > 0) {
      parts.add(r.bytesWithLength());
    }
    return parts;
  }

  private static ChannelState restore(List<ByteVector> parts) {
    List<StoredHtlc> htlcs = new ArrayList<>();
    for (int i = 2; i + 1 < parts.size(); i += 2) {
      htlcs.add(new StoredHtlc(parts.get(i), parts.get(i + 1)));
    }
    return ChannelCodec.restore(parts.get(0), parts.get(1), htlcs);
  }

  static Stream<byte[]> penalties() {
    return Stream.of(ByteVector.fromHex("01" + "00".repeat(31) + "aa" + "000000fd" + "00000000000003e8" + "00000000000007d0" + "0001"
        + "00" + "0000000000000007" + "000000000000000a" + "bb".repeat(32) + "000aae60").toByteArray());
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void penalties(byte[] bytes) {
    PenaltyData read;
    try {
      read = PenaltyData.decode(new ByteVector(bytes));
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(read.encode().toByteArray()).isEqualTo(bytes);
  }
}
