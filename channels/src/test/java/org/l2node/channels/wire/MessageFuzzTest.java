package org.l2node.channels.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer may send as a message, and streams of records: refused, or written back as they came. */
class MessageFuzzTest {
  static Stream<byte[]> messages() {
    return MessageCodecTest.oneOfEach().map(MessageCodec::encode);
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void messages(byte[] bytes) {
    MessageCodecTest.assertRefusedOrCanonical(bytes);
  }

  static Stream<byte[]> records() {
    return Stream.of(new byte[]{1, 2, 3, 4, 3, 0}, new byte[]{(byte) 0xfd, 1, 1, 1, 9});
  }

  @Tag("V43")
  @MethodSource
  @FuzzTest(maxDuration = "")
  void records(byte[] bytes) {
    TlvStream records;
    try {
      records = TlvStream.read(new WireReader(bytes), Set.of(2L, 4L, 0x102L));
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(new WireWriter().tlvs(records).toByteArray()).isEqualTo(bytes);
  }
}
