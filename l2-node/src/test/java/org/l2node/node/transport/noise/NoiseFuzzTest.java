package org.l2node.node.transport.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A handshake and a frame in which the bytes say what is changed: any change ends the connection by {@link NoiseException}. */
class NoiseFuzzTest {
  private static final PrivateKey ALICE = new PrivateKey(new ByteVector32("11".repeat(32)));
  private static final PrivateKey BOB = new PrivateKey(new ByteVector32("22".repeat(32)));
  private static final PrivateKey SESSION = new PrivateKey(new ByteVector32("33".repeat(32)));
  private static final byte[] MESSAGE = {0, 18, 0, 1};

  static Stream<byte[]> handshakes() {
    return Stream.of(new byte[]{0}, new byte[]{1, 0, 5, 1}, new byte[]{2, 1, 9, 9}, new byte[]{3, 0, 1}, new byte[]{4, 1, 49, 1},
        new byte[]{5, 2, 0}, new byte[]{0, 0, 40, 1});
  }

  private final byte[] none = new byte[0];

  @MethodSource
  @FuzzTest(maxDuration = "")
  void handshakes(byte[] script) {
    int stage = script.length == 0 ? 0 : script[0] & 7;
    byte[] change = script.length == 0 ? none : Arrays.copyOfRange(script, 1, script.length);
    boolean[] changed = {false};
    try {
      NoiseInitiator initiator = new NoiseInitiator(ALICE, SESSION, BOB.publicKey());
      byte[] one = initiator.actOne();
      var afterOne = new NoiseResponder(BOB).readActOne(changed(one, stage == 0 ? change : none, changed));
      var afterTwo = afterOne.actTwo(SESSION);
      var finished = initiator.actTwo(changed(afterTwo.actTwo(), stage == 1 ? change : none, changed));
      NoiseSession session = afterTwo.actThree(changed(finished.actThree(), stage == 2 ? change : none, changed));
      byte[] frame = changed(finished.session().sending().encrypt(MESSAGE), stage > 2 ? change : none, changed);
      if (frame.length < NoiseCipher.HEADER_LENGTH) {
        return;
      }
      int length = session.receiving().decryptLength(Arrays.copyOf(frame, NoiseCipher.HEADER_LENGTH));
      byte[] body = Arrays.copyOfRange(frame, NoiseCipher.HEADER_LENGTH, NoiseCipher.HEADER_LENGTH + length);
      assertThat(session.receiving().decryptMessage(body)).isEqualTo(MESSAGE);
      // What comes behind a frame is the next one.
      assertThat(changed[0] && frame.length <= NoiseCipher.HEADER_LENGTH + length).isFalse();
      assertThat(session.remote()).isEqualTo(ALICE.publicKey());
    } catch (NoiseException e) {
      assertThat(changed[0]).as(e.getMessage()).isTrue();
    }
  }

  /** The first byte of the change says how: bytes are other bytes, it ends early or goes on, or it is another message altogether. */
  private static byte[] changed(byte[] act, byte[] change, boolean[] changed) {
    if (change.length == 0) {
      return act;
    }
    byte[] other = switch (change[0] & 3) {
      case 0 -> {
        byte[] masked = act.clone();
        for (int i = 1; i + 1 < change.length; i += 2) {
          masked[(change[i] & 0xff) % masked.length] ^= change[i + 1];
        }
        yield masked;
      }
      case 1 -> Arrays.copyOf(act, change.length);
      case 2 -> Arrays.copyOfRange(change, 1, change.length);
      default -> Arrays.copyOf(Arrays.copyOfRange(change, 1, change.length), act.length);
    };
    changed[0] = !Arrays.equals(act, other);
    return other;
  }
}
