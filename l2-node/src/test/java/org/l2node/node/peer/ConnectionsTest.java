package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.TlvStream;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.Behavior;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.Database;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionListener;
import org.l2node.node.transport.DialException;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.StrangerSlots;
import org.l2node.node.transport.Transport;

final class ConnectionsTest {
  private static final NodeId SELF = node(1);
  private static final PeerAddress SOMEWHERE = new PeerAddress("192.0.2.1", 9735);
  private static final Init INIT = Init.of(NodeFeatures.INIT, ByteVector32.One);

  @TempDir
  Path folder;

  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeTransport transport = new FakeTransport();
  private final Set<NodeId> channelPeers = new TreeSet<>();
  private Database database;
  private Connections connections;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("node.sqlite"), fatal -> {
      throw new AssertionError(fatal);
    });
    Peers peers = new Peers(runtime, new NoContext(), new ChannelDirectory());
    connections = new Connections(SELF, INIT, runtime, database, peers, channelPeers::contains, _ -> {}, _ -> Optional.of(SOMEWHERE));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static NodeId node(int number) {
    return new NodeId(new PrivateKey(new ByteVector32(String.format("%064x", number))).publicKey());
  }

  private FakeConnection arrives(int number) {
    FakeConnection connection = new FakeConnection(node(number));
    connection.listener = connections.onConnected(connection);
    return connection;
  }

  private FakeConnection saysInit(int number) {
    FakeConnection connection = arrives(number);
    connection.receive(INIT);
    return connection;
  }

  /** A channel_ready of a channel that is not there must not free a stranger from the bound on strangers. */
  @Test
  @Tag("V58")
  void strangersStayBoundedWhateverTheySay() {
    List<FakeConnection> all = new ArrayList<>();
    for (int i = 0; i < 2 * StrangerSlots.DEFAULT_LIMIT; i++) {
      FakeConnection connection = saysInit(100 + i);
      connection.receive(new ChannelReady(new ChannelId(ByteVector32.One), node(7).key(), TlvStream.EMPTY));
      all.add(connection);
    }
    assertThat(all.stream().filter(FakeConnection::isOpen)).hasSize(StrangerSlots.DEFAULT_LIMIT);
  }

  @Test
  void peersWithChannelsAreNotCounted() {
    for (int i = 0; i < 2 * StrangerSlots.DEFAULT_LIMIT; i++) {
      channelPeers.add(node(100 + i));
      assertThat(saysInit(100 + i).isOpen()).isTrue();
    }
    assertThat(arrives(100).isOpen()).isTrue();
  }

  /** A handshake costs a stranger nothing, a socket costs this node one of few file descriptors. */
  @Test
  @Tag("V58")
  void strangersThatDoNotSayInitAreBounded() {
    channelPeers.add(node(99));
    FakeConnection channelPeer = arrives(99);
    List<FakeConnection> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(arrives(100 + i));
    }
    assertThat(all.stream().filter(FakeConnection::isOpen)).hasSize(StrangerSlots.DEFAULT_LIMIT);
    assertThat(all.getLast().isOpen()).isTrue();
    assertThat(channelPeer.isOpen()).isTrue();
  }

  /** A peer that connects and hangs up before init must not make this node dial it more and more often. */
  @Test
  void oneDialAtATimeHoweverOftenThePeerHangsUp() {
    channelPeers.add(node(5));
    connections.start(transport, List.of(node(5)));
    for (int i = 0; i < 20; i++) {
      arrives(5).hangUp();
    }
    for (int round = 0; round < 10; round++) {
      assertThat(runtime.timers).as("dials that are due, round %d", round).hasSize(1);
      runtime.timers.remove().run();
      assertThat(transport.dials).hasSize(1);
      arrives(5).hangUp();
      assertThat(runtime.timers).as("while a dial is under way").isEmpty();
      transport.dials.remove().completeExceptionally(new DialException("nobody there"));
    }
  }

  @Test
  void aDialIsAnsweredByTheConnectionThatStays() {
    connections.start(transport, List.of());
    CompletableFuture<PeerLink> answer = connections.connect(node(5), SOMEWHERE);
    FakeConnection dialled = new FakeConnection(node(5));
    dialled.outbound = true;
    dialled.listener = connections.onConnected(dialled);
    transport.dials.remove().complete(dialled);
    dialled.hangUp();
    assertThat(answer).isCompletedExceptionally();
    CompletableFuture<PeerLink> second = connections.connect(node(5), SOMEWHERE);
    saysInit(5);
    assertThat(second).isCompletedWithValueMatching(link -> link.remote().equals(node(5)));
  }

  private static final class FakeConnection implements Connection {
    private final NodeId remote;
    private boolean outbound;
    private boolean open = true;
    private ConnectionListener listener;

    FakeConnection(NodeId remote) {
      this.remote = remote;
    }

    void receive(Message message) {
      if (open) {
        listener.onMessage(this, message);
      }
    }

    void hangUp() {
      close("hung up");
    }

    @Override
    public NodeId remote() {
      return remote;
    }

    @Override
    public boolean outbound() {
      return outbound;
    }

    @Override
    public String remoteAddress() {
      return "192.0.2.7:1";
    }

    @Override
    public void send(Message message) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void close(String reason) {
      if (open) {
        open = false;
        if (listener != null) {
          listener.onClosed(this, reason);
        }
      }
    }

    @Override
    public boolean isOpen() {
      return open;
    }
  }

  private static final class FakeTransport implements Transport {
    private final Deque<CompletableFuture<Connection>> dials = new ArrayDeque<>();

    @Override
    public InetSocketAddress listen(InetSocketAddress address) {
      return address;
    }

    @Override
    public CompletionStage<Connection> dial(NodeId remote, PeerAddress address) {
      CompletableFuture<Connection> dial = new CompletableFuture<>();
      dials.add(dial);
      return dial;
    }

    @Override
    public void close() {}
  }

  /** Keeps the timers of dials; those of sessions, which are seconds away, are left out. */
  private static final class FakeRuntime implements NodeRuntime {
    private final Deque<Runnable> timers = new ArrayDeque<>();

    @Override
    public <M> Actor<M> spawn(String name, int capacity, Behavior<M> behavior) {
      return new Actor<>() {
        @Override
        public boolean offer(M message) {
          return true;
        }

        @Override
        public void tell(M message) {}

        @Override
        public int size() {
          return 0;
        }

        @Override
        public void stop() {}
      };
    }

    @Override
    public void run(String name, Runnable task) {}

    @Override
    public Timer after(Duration delay, Runnable task) {
      boolean session = java.util.Arrays.stream(new Throwable().getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(PeerConnection.class.getName()) && frame.getMethodName().equals("schedule"));
      if (!session) {
        timers.add(task);
      }
      return () -> timers.remove(task);
    }

    @Override
    public long nowSeconds() {
      return 1_700_000_000L;
    }

    @Override
    public long monotonicMillis() {
      return 1_000;
    }

    @Override
    public byte[] randomBytes(int length) {
      return new byte[length];
    }
  }
}
