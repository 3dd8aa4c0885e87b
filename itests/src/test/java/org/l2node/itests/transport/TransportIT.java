package org.l2node.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.acinq.bitcoin.ByteVector;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.Ping;
import org.l2node.channels.wire.Pong;
import org.l2node.channels.wire.UnknownMessage;
import org.l2node.channels.wire.Warning;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.DialException;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.TransportLimits;

@Timeout(120)
class TransportIT {
  private static final TransportLimits STRICT = new TransportLimits(4, Duration.ofSeconds(5), Duration.ofSeconds(5), 4 << 20, 256 << 10,
      Duration.ofSeconds(2));

  private Party alice;
  private Party bob;

  @BeforeEach
  void start() throws IOException {
    alice = new Party("11");
    bob = new Party("22", STRICT);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
  }

  private static Message numbered(int number) {
    return new Ping(number & 0xffff, new ByteVector(new byte[number % 200]));
  }

  @Test
  void messagesGoBothWaysInOrder() throws Exception {
    Connection there = alice.dial(bob);
    assertThat(there.remote()).isEqualTo(bob.id());
    assertThat(there.outbound()).isTrue();
    assertThat(there.remoteAddress()).isEqualTo(bob.address().toString());
    await().until(() -> bob.connections.size() == 1);
    Connection back = bob.connections.getFirst();
    assertThat(back.remote()).isEqualTo(alice.id());
    assertThat(back.outbound()).isFalse();
    List<Message> all = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      all.add(numbered(i));
    }
    all.forEach(there::send);
    all.forEach(back::send);
    await().atMost(Duration.ofSeconds(30)).until(() -> alice.messages.size() >= 5000 && bob.messages.size() >= 5000);
    assertThat(alice.messages).isEqualTo(all);
    assertThat(bob.messages).isEqualTo(all);
  }

  @Test
  void everyThreadsMessagesKeepTheirOrder() throws Exception {
    Connection connection = alice.dial(bob);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int thread = t;
      threads.add(Thread.ofVirtual().start(() -> {
        for (int i = 0; i < 2000; i++) {
          connection.send(new Ping(i, new ByteVector(new byte[thread])));
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> bob.messages.size() >= 16_000);
    int[] next = new int[8];
    for (Message message : bob.messages) {
      if (message instanceof Ping(int number, ByteVector padding)) {
        assertThat(number).isEqualTo(next[padding.size()]++);
      }
    }
    assertThat(next).containsOnly(2000);
  }

  @Test
  void aReaderThatPausesLosesNothingAndIsNotSentMoreThanFits() throws Exception {
    AtomicInteger before = new AtomicInteger();
    bob.onMessage = (connection, message) -> {
      bob.messages.add(message);
      if (before.incrementAndGet() == 1) {
        connection.pause();
      }
    };
    Connection connection = alice.dial(bob);
    Message large = new Pong(new ByteVector(new byte[60_000]));
    int sent = 0;
    while (connection.writable() && sent < 1000) {
      connection.send(large);
      sent++;
    }
    assertThat(connection.writable()).as("after %d messages", sent).isFalse();
    assertThat(bob.messages).hasSizeLessThanOrEqualTo(1);
    await().until(() -> bob.messages.size() == 1);
    bob.connections.getFirst().resume();
    int all = sent;
    await().atMost(Duration.ofSeconds(30)).until(() -> bob.messages.size() == all);
    await().until(connection::writable);
  }

  @Test
  void aReaderThatNeverGoesOnIsDisconnected() throws Exception {
    bob.onMessage = (connection, _) -> connection.pause();
    Connection connection = alice.dial(bob);
    Message large = new Pong(new ByteVector(new byte[60_000]));
    for (int i = 0; i < 1000 && connection.isOpen(); i++) {
      connection.send(large);
    }
    assertThat(connection.isOpen()).isFalse();
    await().until(() -> !alice.closed.isEmpty());
    assertThat(alice.closed).singleElement().asString().contains("does not take");
  }

  @Test
  void silentStrangersDoNotShutOutAnHonestPeer() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        strangers.add(new Socket(bob.socketAddress().getAddress(), bob.socketAddress().getPort()));
      }
      assertThat(alice.dial(bob).isOpen()).isTrue();
      for (Socket stranger : strangers) {
        assertEndsWithoutAWord(stranger);
      }
      assertThat(bob.connections).hasSize(1);
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void whoSpeaksAnotherProtocolIsCutOff() throws Exception {
    try (Socket stranger = new Socket(bob.socketAddress().getAddress(), bob.socketAddress().getPort())) {
      stranger.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: example.org\r\nAccept: everything there is\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEndsWithoutAWord(stranger);
    }
  }

  private static void assertEndsWithoutAWord(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    int first;
    try {
      first = socket.getInputStream().read();
    } catch (java.net.SocketException e) {
      first = -1;
    }
    assertThat(first).isEqualTo(-1);
  }

  @Test
  void aWarningArrivesThoughMoreWasOnItsWay() throws Exception {
    Connection connection = alice.dial(bob);
    connection.send(new UnknownMessage(32768, ByteVector.empty));
    for (int i = 0; i < 2000; i++) {
      connection.send(numbered(i));
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> !alice.closed.isEmpty() && !bob.closed.isEmpty());
    assertThat(alice.messages).singleElement().isInstanceOf(Warning.class);
    assertThat(bob.undecodable).singleElement().asString().contains("32768");
    assertThat(bob.messages).isEmpty();
  }

  @Test
  void aFailedDialSaysWhatFailed() throws Exception {
    assertDialFails(alice.dialling(alice.id(), bob.address()), "handshake");
    PeerAddress nobody;
    try (Party gone = new Party("33")) {
      nobody = gone.address();
    }
    assertDialFails(alice.dialling(bob.id(), nobody), "cannot reach " + nobody);
    assertDialFails(alice.dialling(bob.id(), new PeerAddress("no-such-host.invalid", 9735)), "no-such-host.invalid");
  }

  @Test
  void aRemoteThatNeverAnswersTheHandshakeIsGivenUp() throws Exception {
    try (var mute = new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      var where = new PeerAddress("127.0.0.1", mute.getLocalPort());
      assertDialFails(bob.dialling(alice.id(), where), "longer than 5 s");
    }
  }

  private static void assertDialFails(java.util.concurrent.CompletionStage<Connection> dialling, String text) {
    assertThatThrownBy(() -> dialling.toCompletableFuture().get(20, TimeUnit.SECONDS)).cause().isInstanceOf(DialException.class)
        .hasMessageContaining(text);
  }

  @Test
  void aPortThatIsTakenIsSaidSo() {
    assertThatThrownBy(() -> alice.transport().listen(bob.socketAddress())).isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(bob.socketAddress().getPort()));
  }

  @Test
  void theEndOfATransportEndsItsConnections() throws Exception {
    Connection connection = alice.dial(bob);
    await().until(() -> bob.connections.size() == 1);
    bob.close();
    await().until(() -> !alice.closed.isEmpty() && !bob.closed.isEmpty());
    assertThat(connection.isOpen()).isFalse();
    assertDialFails(alice.dialling(bob.id(), bob.address()), "cannot reach");
    assertDialFails(bob.dialling(alice.id(), alice.address()), "closed");
    alice.close();
    assertThatThrownBy(() -> alice.transport().listen(bob.socketAddress())).isInstanceOf(IOException.class);
  }
}
