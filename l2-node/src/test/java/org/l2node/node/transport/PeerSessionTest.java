package org.l2node.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipTimestampFilter;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.Ping;
import org.l2node.channels.wire.Pong;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.Warning;
import org.l2node.node.transport.PeerSession.Step;

class PeerSessionTest {
  private static final Instant T0 = Instant.ofEpochSecond(1_800_000_000);
  private static final ByteVector32 CHAIN = Block.RegtestGenesisBlock.hash.value;
  private static final Init INIT = Init.of(NodeFeatures.INIT, CHAIN);
  private static final Message GOSSIP = new GossipTimestampFilter(CHAIN, 0, 0xffffffffL);

  private final PeerSession session = new PeerSession(INIT, T0);

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private void ready() {
    assertThat(session.receive(INIT, T0)).containsExactly(new Step.Ready(INIT.allFeatures(), INIT));
  }

  private static void assertRefused(List<Step> steps, String text) {
    assertThat(steps).hasSize(2);
    assertThat(steps.get(0)).isInstanceOfSatisfying(Step.Send.class,
        send -> assertThat(send.message()).isInstanceOfSatisfying(Warning.class, warning -> assertThat(warning.text()).contains(text)));
    assertThat(steps.get(1)).isInstanceOfSatisfying(Step.Close.class, close -> assertThat(close.reason()).contains(text));
  }

  @Test
  void initIsTheFirstMessageEachWay() {
    assertThat(session.start()).containsExactly(new Step.Send(INIT));
    assertThat(session.isReady()).isFalse();
    ready();
    assertThat(session.isReady()).isTrue();
    assertThat(session.receive(GOSSIP, at(1))).containsExactly(new Step.Deliver(GOSSIP));
  }

  @Test
  void anythingElseBeforeInitEndsTheConnection() {
    assertRefused(session.receive(GOSSIP, T0), "before init");
    assertThat(session.receive(INIT, T0)).isEmpty();
    assertThat(session.isReady()).isFalse();
  }

  @Test
  void aRefusalInsteadOfInitIsPassedOnAsTheReason() {
    assertThat(session.receive(Warning.of("go away\n"), T0)).containsExactly(new Step.Close("the peer refuses us: go away?"));
    var other = new PeerSession(INIT, T0);
    assertThat(other.receive(ErrorMessage.of(new ChannelId(ByteVector32.Zeroes), "no"), T0))
        .containsExactly(new Step.Close("the peer refuses us: no"));
  }

  @Test
  void aSecondInitEndsTheConnection() {
    ready();
    assertRefused(session.receive(INIT, at(1)), "second init");
    assertThat(session.isReady()).isFalse();
  }

  @Test
  void demandsThatCannotBeMetAreListed() {
    assertRefused(session.receive(Init.of(Features.of(12, 28, 300), CHAIN), T0), "28, 300");
  }

  @Test
  void initMustComeInTime() {
    assertThat(session.nextTick()).isEqualTo(at(30));
    assertThat(session.tick(at(29))).isEmpty();
    assertThat(session.tick(at(30))).containsExactly(new Step.Close("no init within 30 s"));
    assertThat(session.tick(at(31))).isEmpty();
  }

  @Test
  void errorsAndWarningsAreDelivered() {
    ready();
    Message error = ErrorMessage.of(new ChannelId(ByteVector32.One), "no");
    assertThat(session.receive(error, at(1))).containsExactly(new Step.Deliver(error));
    assertThat(session.receive(Warning.of("hm"), at(1))).containsExactly(new Step.Deliver(Warning.of("hm")));
  }

  @Test
  void unknownOddMessagesAreIgnored() {
    ready();
    assertThat(session.receive(new UnknownMessage(32769, ByteVector.empty), at(1))).isEmpty();
  }

  @Test
  void pingsAreAnsweredWithTheBytesTheyAskFor() {
    ready();
    for (int bytes : new int[]{0, 1, 65531}) {
      assertThat(session.receive(new Ping(bytes, ByteVector.empty), at(1)))
          .containsExactly(new Step.Send(new Pong(new ByteVector(new byte[bytes]))));
    }
  }

  @Test
  void paddingIsIgnoredInSilenceHoweverMuchOfIt() {
    ready();
    for (int i = 0; i < 10_000; i++) {
      assertThat(session.receive(new Ping(65532 + i % 4, ByteVector.empty), at(1))).isEmpty();
    }
  }

  @Test
  @Tag("V65")
  void aFloodOfPingsEndsTheConnection() {
    ready();
    var ping = new Ping(1, ByteVector.empty);
    for (int i = 0; i < PeerSession.PING_BURST; i++) {
      assertThat(session.receive(ping, T0)).hasSize(1);
    }
    assertRefused(session.receive(ping, T0.plusMillis(999)), "too many pings");
  }

  @Test
  void oneMorePingASecondIsNoFlood() {
    ready();
    var ping = new Ping(1, ByteVector.empty);
    for (int i = 0; i < 1000; i++) {
      assertThat(session.receive(ping, T0.plus(Duration.ofMillis(1000L * i + i % 7 * 100L)))).hasSize(1);
    }
    for (int i = 0; i < PeerSession.PING_BURST; i++) {
      assertThat(session.receive(ping, at(5000))).hasSize(1);
    }
    assertThat(session.receive(ping, at(5000))).hasSize(2);
  }

  @Test
  void silenceIsPingedAndFurtherSilenceEndsTheConnection() {
    ready();
    assertThat(session.nextTick()).isEqualTo(at(60));
    assertThat(session.tick(at(59))).isEmpty();
    assertThat(session.tick(at(60))).singleElement().isInstanceOfSatisfying(Step.Send.class,
        send -> assertThat(send.message()).isInstanceOf(Ping.class));
    assertThat(session.nextTick()).isEqualTo(at(90));
    assertThat(session.tick(at(89))).isEmpty();
    assertThat(session.tick(at(90))).singleElement().isInstanceOf(Step.Close.class);
  }

  @Test
  void aPongKeepsTheConnection() {
    ready();
    Step step = session.tick(at(60)).getFirst();
    int asked = step instanceof Step.Send(Ping ping) ? ping.numPongBytes() : -1;
    assertThat(session.receive(new Pong(new ByteVector(new byte[asked])), at(80))).isEmpty();
    assertThat(session.tick(at(90))).isEmpty();
    assertThat(session.nextTick()).isEqualTo(at(140));
    assertThat(session.tick(at(140))).hasSize(1);
  }

  @Test
  void whoTalksIsAliveBeforeItsPongComes() {
    ready();
    session.tick(at(60));
    session.receive(GOSSIP, at(85));
    assertThat(session.tick(at(90))).isEmpty();
    assertThat(session.tick(at(115))).singleElement().isInstanceOf(Step.Close.class);
  }

  @Test
  void anyMessagePutsThePingOff() {
    ready();
    session.receive(GOSSIP, at(50));
    assertThat(session.tick(at(60))).isEmpty();
    assertThat(session.nextTick()).isEqualTo(at(110));
  }

  @Test
  void pongsNotAskedForAreIgnored() {
    ready();
    assertThat(session.receive(new Pong(ByteVector.empty), at(1))).isEmpty();
    session.tick(at(61));
    session.receive(new Pong(new ByteVector(new byte[3])), at(62));
    assertThat(session.tick(at(92))).singleElement().isInstanceOf(Step.Close.class);
  }
}
