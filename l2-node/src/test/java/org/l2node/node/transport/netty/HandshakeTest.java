package org.l2node.node.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.wire.Warning;

class HandshakeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 49, 50, 51, 1000})
  void bothSidesFindEachOtherHoweverTheBytesAreCut(int size) {
    Link link = new Link();
    link.carry(size);
    assertThat(link.alice.connection().remote()).isEqualTo(Link.bobId());
    assertThat(link.alice.connection().outbound()).isTrue();
    assertThat(link.bob.connection().remote()).isEqualTo(Link.aliceId());
    assertThat(link.bob.connection().outbound()).isFalse();
  }

  @Test
  void messagesRightBehindActThreeAreNotLost() {
    Link link = new Link();
    link.alice.onConnected = connection -> {
      connection.send(Warning.of("one"));
      connection.send(Warning.of("two"));
    };
    link.carry();
    assertThat(link.bob.messages).containsExactly(Warning.of("one"), Warning.of("two"));
  }

  @Test
  void whoLooksForAnotherNodeGetsNoAnswer() {
    Link link = new Link(Link.key("33"));
    link.carry();
    assertThat(link.bob.connection).isNull();
    assertThat(link.bob.failure).contains("ACT1_BAD_TAG");
    assertThat(link.bob.channel().isOpen()).isFalse();
    assertThat(link.bob.takeSent()).isEmpty();
    var _ = link.alice.channel().close();
    assertThat(link.alice.failure).isNotNull();
  }

  @Test
  void aDamagedActEndsTheConnectionWithoutAWord() {
    Link link = new Link();
    link.bob.arrive(link.alice.takeSent());
    byte[] actTwo = link.bob.takeSent();
    actTwo[49] ^= 1;
    link.alice.arrive(actTwo);
    assertThat(link.alice.failure).contains("ACT2_BAD_TAG");
    assertThat(link.alice.takeSent()).isEmpty();
    assertThat(link.alice.channel().isOpen()).isFalse();
  }

  @Test
  void aHandshakeThatTakesTooLongEnds() {
    Link link = new Link();
    byte[] actOne = link.alice.takeSent();
    link.bob.channel().freezeTime();
    link.bob.arrive(actOne, 0, 30);
    link.bob.channel().advanceTimeBy(9, TimeUnit.SECONDS);
    link.bob.channel().runScheduledPendingTasks();
    link.bob.arrive(actOne, 30, 19);
    assertThat(link.bob.channel().isOpen()).isTrue();
    link.bob.channel().advanceTimeBy(2, TimeUnit.SECONDS);
    link.bob.channel().runScheduledPendingTasks();
    assertThat(link.bob.channel().isOpen()).isFalse();
    assertThat(link.bob.failure).contains("10 s");
    assertThat(link.bob.takeSent()).isEmpty();
  }

  @Test
  void aFinishedHandshakeIsNotTimedOut() {
    Link link = Link.connected();
    link.bob.channel().freezeTime();
    link.bob.channel().advanceTimeBy(60, TimeUnit.SECONDS);
    link.bob.channel().runScheduledPendingTasks();
    assertThat(link.bob.channel().isOpen()).isTrue();
    assertThat(link.bob.connection().isOpen()).isTrue();
  }

  @Test
  void anEndDuringTheHandshakeIsAFailure() {
    Link link = new Link();
    var _ = link.alice.channel().close();
    assertThat(link.alice.failure).contains("ended");
    assertThat(link.alice.connection).isNull();
  }

  @Test
  void aConnectionRefusedByItsHandlerEndsWithItsLastWords() {
    Link link = new Link();
    link.bob.onConnected = connection -> {
      connection.send(Warning.of("full"));
      connection.close("full");
    };
    link.carry();
    assertThat(link.alice.messages).containsExactly(Warning.of("full"));
    assertThat(link.bob.closed).containsExactly("full");
    assertThat(link.bob.channel().isOpen()).isFalse();
  }

  @Test
  void aHandlerThatFailsCostsItsConnectionOnly() {
    Link link = new Link();
    link.bob.onConnected = _ -> {
      throw new IllegalStateException("a bug, in a test");
    };
    link.carry();
    assertThat(link.bob.channel().isOpen()).isFalse();
  }

  @Test
  void oneHandshakeTooManyEndsTheOldest() {
    var gate = new HandshakeGate(3);
    List<EmbeddedChannel> channels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      channels.add(new EmbeddedChannel());
      gate.enter(channels.get(i));
    }
    gate.leave(channels.getFirst());
    gate.enter(new EmbeddedChannel());
    assertThat(channels).allMatch(EmbeddedChannel::isOpen);
    gate.enter(new EmbeddedChannel());
    assertThat(channels.stream().map(EmbeddedChannel::isOpen)).isEqualTo(Arrays.asList(true, false, true));
    assertThat(gate.size()).isEqualTo(3);
  }
}
