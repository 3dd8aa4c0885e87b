package org.l2node.routing.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.ByteVector;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.wire.WireFormatException;

/** What a damaged disk may give back of payments: refused by name, or stored as it was read. */
@Tag("V67")
class StoredFuzzTest {
  static Stream<byte[]> payments() {
    return PaymentCodecTest.samples().map(sample -> PaymentCodec.write((Payment) sample[1]).toByteArray());
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void payments(byte[] bytes) {
    Payment read;
    try {
      read = PaymentCodec.read(new ByteVector(bytes));
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(PaymentCodec.read(PaymentCodec.write(read))).isEqualTo(read);
  }
}
