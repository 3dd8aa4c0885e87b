package org.l2node.channels.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeAddressTest {
  private static final NodeAddress V4 = new NodeAddress.IpV4(ByteVector.fromHex("7f000001"), 9735);
  private static final NodeAddress V6 = new NodeAddress.IpV6(new ByteVector(new byte[16]), 65535);
  private static final NodeAddress TOR = new NodeAddress.TorV3(new ByteVector(new byte[35]), 0);
  private static final NodeAddress DNS = new NodeAddress.DnsName("node.example.org", 1);

  @Test
  void addressesAreWrittenInTheOrderOfTheirTypes() {
    ByteVector bytes = NodeAddress.writeAll(List.of(DNS, TOR, V4, V6, V4));
    assertThat(NodeAddress.readAll(bytes)).containsExactly(V4, V4, V6, TOR, DNS);
    assertThat(NodeAddress.writeAll(NodeAddress.readAll(bytes))).isEqualTo(bytes);
    assertThat(NodeAddress.writeAll(List.of(V4)).toHex()).isEqualTo("017f0000012607");
  }

  @Test
  void anUnknownTypeEndsTheListAndTorV2IsLeftOut() {
    ByteVector bytes = ByteVector.fromHex("03" + "00".repeat(12)).concat(NodeAddress.writeAll(List.of(V4)))
        .concat(ByteVector.fromHex("06ffff"))
        .concat(NodeAddress.writeAll(List.of(V6)));
    assertThat(NodeAddress.readAll(bytes)).containsExactly(V4);
  }

  @Test
  void addressesCutShortAreRefusedOrFewer() {
    ByteVector bytes = NodeAddress.writeAll(List.of(V4, V6, TOR, DNS));
    for (int length = 0; length < bytes.size(); length++) {
      ByteVector cut = bytes.take(length);
      if (List.of(0, 7, 26, 64).contains(length)) {
        assertThat(NodeAddress.writeAll(NodeAddress.readAll(cut))).isEqualTo(cut);
      } else {
        assertThatThrownBy(() -> NodeAddress.readAll(cut)).isInstanceOf(WireFormatException.class);
      }
    }
  }

  @Test
  void noiseIsRefusedOrAddresses() {
    Random random = new Random(9);
    for (int round = 0; round < 2000; round++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      if (noise.length > 0) {
        noise[0] = (byte) random.nextInt(7);
      }
      try {
        assertThat(NodeAddress.readAll(new ByteVector(noise))).hasSizeLessThan(20);
      } catch (WireFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
