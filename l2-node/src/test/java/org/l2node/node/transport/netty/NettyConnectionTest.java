package org.l2node.node.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.Ping;
import org.l2node.channels.wire.Pong;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.Warning;
import org.l2node.node.transport.noise.NoiseCipher;

class NettyConnectionTest {
  private final Link link = Link.connected();

  private static Message pong(int bytes) {
    return new Pong(new ByteVector(new byte[bytes]));
  }

  private static List<Message> some(int count) {
    List<Message> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Ping(i, new ByteVector(new byte[i % 50])));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 18, 19, 33, 34, 35, 100, 1_000_000})
  void messagesComeWholeAndInOrderHoweverTheBytesAreCut(int size) {
    some(40).forEach(link.alice.connection()::send);
    some(30).forEach(link.bob.connection()::send);
    link.carry(size);
    assertThat(link.bob.messages).isEqualTo(some(40));
    assertThat(link.alice.messages).isEqualTo(some(30));
  }

  @Test
  void twoFramesCutAtEveryByte() {
    int length = 2 * (4 + NoiseCipher.OVERHEAD);
    for (int cut = 0; cut <= length; cut++) {
      link.bob.messages.clear();
      link.alice.connection().send(pong(0));
      link.alice.connection().send(pong(0));
      byte[] bytes = link.alice.takeSent();
      assertThat(bytes).hasSize(length);
      link.bob.arrive(bytes, 0, cut);
      link.bob.arrive(bytes, cut, length - cut);
      assertThat(link.bob.messages).containsExactly(pong(0), pong(0));
    }
  }

  @Test
  void keysAreRotatedUnderway() {
    Random random = new Random(3);
    List<Message> all = some(1700);
    for (Message message : all) {
      link.alice.connection().send(message);
      if (random.nextInt(20) == 0) {
        link.carry(1 + random.nextInt(300));
      }
    }
    link.carry();
    assertThat(link.bob.messages).isEqualTo(all);
  }

  @Test
  void theLongestMessageFits() {
    var longest = new UnknownMessage(32769, new ByteVector(new byte[MessageCodec.MAX_LENGTH - 2]));
    link.alice.connection().send(longest);
    link.carry(4096);
    assertThat(link.bob.messages).containsExactly(longest);
  }

  @Test
  @Tag("V61")
  void aPausedConnectionHandsOverNoMessageMore() {
    link.bob.onMessage = (connection, _) -> {
      if (link.bob.messages.size() % 3 == 0) {
        connection.pause();
      }
    };
    List<Message> all = some(10);
    all.forEach(link.alice.connection()::send);
    link.carry();
    assertThat(link.bob.messages).isEqualTo(all.subList(0, 3));
    assertThat(link.bob.channel().config().isAutoRead()).isFalse();
    for (int count : new int[]{6, 9}) {
      link.bob.connection().resume();
      assertThat(link.bob.messages).isEqualTo(all.subList(0, count));
      assertThat(link.bob.channel().config().isAutoRead()).isFalse();
    }
    link.bob.connection().resume();
    assertThat(link.bob.messages).isEqualTo(all);
    assertThat(link.bob.channel().config().isAutoRead()).isTrue();
    link.alice.connection().send(pong(1));
    link.carry();
    assertThat(link.bob.messages).hasSize(11);
  }

  @Test
  void aRemoteThatTakesNothingIsNoticedAndThenDisconnected() {
    link.alice.channel().stick();
    Message message = pong(9_996);
    link.alice.connection().send(message);
    link.alice.connection().send(message);
    assertThat(link.alice.connection().writable()).isTrue();
    link.alice.connection().send(message);
    assertThat(link.alice.connection().writable()).isFalse();
    for (int i = 3; i < 10; i++) {
      link.alice.connection().send(message);
    }
    assertThat(link.alice.connection().isOpen()).isTrue();
    link.alice.connection().send(message);
    assertThat(link.alice.connection().isOpen()).isFalse();
    assertThat(link.alice.closed).singleElement().asString().contains("does not take");
    assertThat(link.alice.channel().isOpen()).isFalse();
    assertThat(link.alice.writableAgain).isZero();
  }

  @Test
  void aRemoteThatTakesAgainIsWritableAgain() {
    link.alice.channel().stick();
    for (int i = 0; i < 5; i++) {
      link.alice.connection().send(pong(9_996));
    }
    assertThat(link.alice.connection().writable()).isFalse();
    link.alice.channel().unstick();
    assertThat(link.alice.connection().writable()).isTrue();
    assertThat(link.alice.writableAgain).isEqualTo(1);
    link.carry();
    assertThat(link.bob.messages).hasSize(5);
  }

  @ParameterizedTest
  @Tag("V54")
  @ValueSource(strings = {"0002", "8000abcd", "0012", "00130005aa", "001000000000ca012a", "008400"})
  void whatIsNoMessageIsAnsweredByAWarningAndTheEnd(String hex) {
    link.alice.connection().send(bytesAsMessage(hex));
    link.alice.connection().send(pong(1));
    link.carry();
    assertEndedByWarning();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00"})
  void soAreBytesWithoutAType(String hex) {
    ((NettyConnection) link.bob.connection()).receive(ByteVector.fromHex(hex).toByteArray());
    link.alice.connection().send(pong(1));
    link.carry();
    assertEndedByWarning();
  }

  private void assertEndedByWarning() {
    assertThat(link.bob.messages).isEmpty();
    assertThat(link.bob.undecodable).hasSize(1);
    assertThat(link.bob.closed).containsExactlyElementsOf(link.bob.undecodable);
    assertThat(link.bob.connection().isOpen()).isFalse();
    assertThat(link.bob.channel().isOpen()).isFalse();
    assertThat(link.alice.messages).singleElement()
        .isInstanceOfSatisfying(Warning.class, warning -> assertThat(warning.text()).contains("cannot read"));
  }

  /** A message that writes just these bytes, however wrong. */
  private static Message bytesAsMessage(String hex) {
    return new UnknownMessage(Integer.parseInt(hex.substring(0, 4), 16), ByteVector.fromHex(hex.substring(4)));
  }

  @Test
  void unknownOddMessagesAreHandedOver() {
    Message odd = bytesAsMessage("8001abcd");
    link.alice.connection().send(odd);
    link.carry();
    assertThat(link.bob.messages).containsExactly(odd);
    assertThat(link.bob.undecodable).isEmpty();
  }

  @Test
  void aDamagedFrameEndsTheConnectionWithoutAWord() {
    for (int at : new int[]{0, 17, 18, 40}) {
      Link other = Link.connected();
      other.alice.connection().send(pong(20));
      byte[] frame = other.alice.takeSent();
      frame[at] ^= 1;
      other.bob.arrive(frame);
      assertThat(other.bob.messages).isEmpty();
      assertThat(other.bob.undecodable).isEmpty();
      assertThat(other.bob.closed).singleElement().asString().contains("noise");
      assertThat(other.bob.takeSent()).isEmpty();
      assertThat(other.bob.channel().isOpen()).isFalse();
    }
  }

  @Test
  void anEndInTheMiddleOfAFrameIsAnEnd() {
    link.alice.connection().send(pong(20));
    byte[] frame = link.alice.takeSent();
    link.bob.arrive(Arrays.copyOf(frame, 30));
    var _ = link.bob.channel().close();
    assertThat(link.bob.messages).isEmpty();
    assertThat(link.bob.closed).containsExactly("the connection ended");
    link.bob.connection().send(pong(1));
    link.bob.connection().close("again");
    assertThat(link.bob.closed).hasSize(1);
  }

  @Test
  void whatWasSentBeforeTheEndArrives() {
    some(5).forEach(link.alice.connection()::send);
    link.alice.connection().close("done");
    link.alice.connection().send(pong(1));
    assertThat(link.alice.connection().isOpen()).isFalse();
    assertThat(link.alice.closed).containsExactly("done");
    link.carry();
    assertThat(link.bob.messages).isEqualTo(some(5));
  }

  @Test
  void aRemoteThatTakesNoLastWordsIsNotWaitedForLong() {
    link.alice.channel().stick();
    link.alice.connection().send(pong(10));
    link.alice.channel().freezeTime();
    link.alice.connection().close("done");
    assertThat(link.alice.closed).containsExactly("done");
    link.alice.channel().advanceTimeBy(1, TimeUnit.SECONDS);
    link.alice.channel().runScheduledPendingTasks();
    assertThat(link.alice.channel().isOpen()).isTrue();
    link.alice.channel().advanceTimeBy(2, TimeUnit.SECONDS);
    link.alice.channel().runScheduledPendingTasks();
    assertThat(link.alice.channel().isOpen()).isFalse();
  }

  @Test
  void afterItsEndNoMessageIsHandedOver() {
    link.bob.onMessage = (connection, _) -> connection.close("enough");
    some(3).forEach(link.alice.connection()::send);
    link.carry();
    assertThat(link.bob.messages).hasSize(1);
    assertThat(link.bob.closed).containsExactly("enough");
  }

  @Test
  void aListenerThatFailsCostsItsConnectionOnly() {
    link.bob.onMessage = (_, _) -> {
      throw new IllegalStateException("a bug, in a test");
    };
    some(3).forEach(link.alice.connection()::send);
    link.carry();
    assertThat(link.bob.messages).hasSize(1);
    assertThat(link.bob.closed).containsExactly("internal error");
    assertThat(link.bob.channel().isOpen()).isFalse();
    assertThat(link.alice.connection().isOpen()).isTrue();
  }
}
