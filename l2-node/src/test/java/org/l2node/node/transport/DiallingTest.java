package org.l2node.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.NodeId;

class DiallingTest {
  private final NodeId one = new NodeId(new PrivateKey(ByteVector32.One).publicKey());
  private final NodeId other = new NodeId(new PrivateKey(ByteVector32.fromValidHex("02".repeat(32))).publicKey());

  @Test
  void theFirstRetryIsImmediateAndLaterOnesWaitLonger() {
    Backoff backoff = Backoff.NONE;
    assertThat(backoff.delay(999)).isEqualTo(Duration.ZERO);
    long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (long expected : seconds) {
      backoff = backoff.failed();
      assertThat(backoff.delay(0)).isEqualTo(Duration.ofSeconds(expected));
      assertThat(backoff.delay(500)).isEqualTo(Duration.ofMillis(expected * 750));
      assertThat(backoff.delay(999)).isGreaterThan(Duration.ofMillis(expected * 500)).isLessThan(Duration.ofMillis(expected * 501));
    }
    for (int i = 0; i < 5000; i++) {
      backoff = backoff.failed();
    }
    assertThat(backoff.delay(0)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aConnectionThatLastsForgetsTheFailures() {
    assertThat(Backoff.NONE.disconnected(Duration.ofSeconds(5))).isEqualTo(Backoff.NONE);
    assertThat(Backoff.NONE.disconnected(Duration.ofMillis(4999))).isEqualTo(new Backoff(1));
    assertThat(new Backoff(5).disconnected(Duration.ofSeconds(16))).isEqualTo(Backoff.NONE);
    assertThat(new Backoff(5).disconnected(Duration.ofSeconds(15))).isEqualTo(new Backoff(6));
    assertThat(new Backoff(900).disconnected(Duration.ofSeconds(60))).isEqualTo(Backoff.NONE);
    assertThat(new Backoff(900).disconnected(Duration.ofSeconds(59))).isEqualTo(new Backoff(901));
  }

  @Test
  void jitterHasItsRange() {
    assertThatThrownBy(() -> Backoff.NONE.delay(1000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Backoff.NONE.delay(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theNewestConnectionStays() {
    for (boolean outbound : new boolean[]{true, false}) {
      assertThat(ConnectionChoice.newOneStays(one, other, outbound, Duration.ZERO, outbound)).isTrue();
      assertThat(ConnectionChoice.newOneStays(one, other, outbound, Duration.ofSeconds(5), !outbound)).isTrue();
    }
  }

  @Test
  void ofTwoThatCrossBothSidesKeepTheSame() {
    for (boolean dialledByOneFirstAtOne : new boolean[]{true, false}) {
      for (boolean dialledByOneFirstAtOther : new boolean[]{true, false}) {
        assertThat(keptIsDialledByOne(one, other, dialledByOneFirstAtOne, true))
            .isEqualTo(keptIsDialledByOne(other, one, dialledByOneFirstAtOther, false));
      }
    }
  }

  /** Two connections, one dialled by each node, come up in some order at {@code local}: which one is left there. */
  private static boolean keptIsDialledByOne(NodeId local, NodeId remote, boolean dialledByOneFirst, boolean localIsOne) {
    boolean existingOutbound = dialledByOneFirst == localIsOne;
    boolean newStays = ConnectionChoice.newOneStays(local, remote, existingOutbound, Duration.ofSeconds(1), !existingOutbound);
    return newStays != dialledByOneFirst;
  }
}
