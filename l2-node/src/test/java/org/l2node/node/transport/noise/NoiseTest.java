package org.l2node.node.transport.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.PrivateKey;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.l2node.node.transport.noise.NoiseException.Reason;

class NoiseTest {
  private final Random random = new Random(7);
  private final PrivateKey alice = key();
  private final PrivateKey bob = key();

  private PrivateKey key() {
    return new PrivateKey(bytes(32));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private record Sessions(NoiseSession initiator, NoiseSession responder) {}

  private Sessions handshake() throws NoiseException {
    var initiator = new NoiseInitiator(alice, key(), bob.publicKey());
    var afterTwo = new NoiseResponder(bob).readActOne(initiator.actOne()).actTwo(key());
    var finished = initiator.actTwo(afterTwo.actTwo());
    return new Sessions(finished.session(), afterTwo.actThree(finished.actThree()));
  }

  @Test
  void bothSidesLearnWhomTheyTalkTo() throws NoiseException {
    Sessions sessions = handshake();
    assertThat(sessions.initiator().remote()).isEqualTo(bob.publicKey());
    assertThat(sessions.responder().remote()).isEqualTo(alice.publicKey());
  }

  @Test
  void messagesOfAllLengthsGoBothWays() throws NoiseException {
    Sessions sessions = handshake();
    for (int length : new int[]{0, 1, 2, 17, 1000, 65534, 65535}) {
      byte[] message = bytes(length);
      assertThat(open(sessions.responder().receiving(), sessions.initiator().sending().encrypt(message))).isEqualTo(message);
      assertThat(open(sessions.initiator().receiving(), sessions.responder().sending().encrypt(message))).isEqualTo(message);
    }
    assertThatThrownBy(() -> sessions.initiator().sending().encrypt(new byte[65536])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTwoDirectionsRotateOnTheirOwn() throws NoiseException {
    Sessions sessions = handshake();
    for (int i = 0; i < 1700; i++) {
      byte[] message = bytes(random.nextInt(40));
      assertThat(open(sessions.responder().receiving(), sessions.initiator().sending().encrypt(message))).isEqualTo(message);
      if (i % 3 == 0) {
        assertThat(open(sessions.initiator().receiving(), sessions.responder().sending().encrypt(message))).isEqualTo(message);
      }
    }
  }

  @Test
  void whoDoesNotKnowTheNodeIdIsRefusedInActOne() {
    var stranger = new NoiseInitiator(alice, key(), key().publicKey());
    byte[] actOne = stranger.actOne();
    assertReason(Reason.ACT1_BAD_TAG, () -> new NoiseResponder(bob).readActOne(actOne));
  }

  @Test
  void everyByteOfEveryActCounts() throws NoiseException {
    for (int at = 0; at < Acts.ONE_LENGTH; at++) {
      byte[] damaged = flip(new NoiseInitiator(alice, key(), bob.publicKey()).actOne(), at);
      assertThatThrownBy(() -> new NoiseResponder(bob).readActOne(damaged)).isInstanceOf(NoiseException.class);
    }
    for (int at = 0; at < Acts.TWO_LENGTH; at++) {
      var initiator = new NoiseInitiator(alice, key(), bob.publicKey());
      byte[] damaged = flip(new NoiseResponder(bob).readActOne(initiator.actOne()).actTwo(key()).actTwo(), at);
      assertThatThrownBy(() -> initiator.actTwo(damaged)).isInstanceOf(NoiseException.class);
    }
    for (int at = 0; at < Acts.THREE_LENGTH; at++) {
      var initiator = new NoiseInitiator(alice, key(), bob.publicKey());
      var afterTwo = new NoiseResponder(bob).readActOne(initiator.actOne()).actTwo(key());
      byte[] damaged = flip(initiator.actTwo(afterTwo.actTwo()).actThree(), at);
      assertThatThrownBy(() -> afterTwo.actThree(damaged)).isInstanceOf(NoiseException.class);
    }
  }

  @Test
  void everyByteOfAFrameCounts() throws NoiseException {
    for (int at = 0; at < NoiseCipher.HEADER_LENGTH; at++) {
      Sessions sessions = handshake();
      byte[] frame = flip(sessions.initiator().sending().encrypt(bytes(5)), at);
      assertReason(Reason.BAD_LENGTH_TAG, () -> open(sessions.responder().receiving(), frame));
    }
    for (int at = NoiseCipher.HEADER_LENGTH; at < 5 + NoiseCipher.OVERHEAD; at++) {
      Sessions sessions = handshake();
      byte[] frame = flip(sessions.initiator().sending().encrypt(bytes(5)), at);
      assertReason(Reason.BAD_MESSAGE_TAG, () -> open(sessions.responder().receiving(), frame));
    }
  }

  @Test
  void aFrameSeenBeforeOrOutOfOrderIsRefused() throws NoiseException {
    Sessions sessions = handshake();
    byte[] first = sessions.initiator().sending().encrypt(bytes(5));
    byte[] second = sessions.initiator().sending().encrypt(bytes(5));
    open(sessions.responder().receiving(), first);
    assertReason(Reason.BAD_LENGTH_TAG, () -> open(sessions.responder().receiving(), first));
    open(sessions.responder().receiving(), second);
  }

  @Test
  void secretsAreNotPrinted() throws NoiseException {
    assertThat(handshake().initiator().toString()).contains("***");
    assertThat(Hkdf.of(new byte[32], new byte[32])).hasToString("Hkdf[***]");
  }

  private byte[] flip(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] open(NoiseCipher cipher, byte[] frame) throws NoiseException {
    cipher.decryptLength(Acts.slice(frame, 0, NoiseCipher.HEADER_LENGTH));
    return cipher.decryptMessage(Acts.slice(frame, NoiseCipher.HEADER_LENGTH, frame.length));
  }

  private static void assertReason(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NoiseException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
