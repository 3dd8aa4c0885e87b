package org.l2node.node.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.PeerTable;
import org.l2node.node.storage.Storage;
import org.l2node.node.transport.Backoff;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionChoice;
import org.l2node.node.transport.ConnectionHandler;
import org.l2node.node.transport.ConnectionListener;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.StrangerSlots;
import org.l2node.node.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection to each peer that there is a channel with, and those that somebody asked for; bounds the others. */
public final class Connections implements ConnectionHandler, PeerConnection.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private static final class Dialed {
    Backoff backoff = Backoff.NONE;
    /** Whether a timer stands for the next dial. */
    boolean due;
    /** Dials that have neither failed nor led through init yet: only one of these ends may order the next dial. */
    int underWay;
    final List<CompletableFuture<PeerLink>> waiting = new ArrayList<>();
  }

  private final NodeId local;
  private final Init init;
  private final NodeRuntime runtime;
  private final Storage database;
  private final Peers peers;
  private final Predicate<NodeId> hasChannel;
  private final Consumer<NodeId> onWritable;
  private final Function<NodeId, Optional<PeerAddress>> announced;
  private final Map<NodeId, PeerAddress> addresses = new HashMap<>();
  private final Map<NodeId, Dialed> dialed = new HashMap<>();
  private final Map<NodeId, PeerConnection> up = new HashMap<>();
  private final StrangerSlots<PeerConnection> strangers = new StrangerSlots<>(StrangerSlots.DEFAULT_LIMIT);
  /** Strangers that have proved a node id, which costs nothing, and have not said init: as few as the others. */
  private final StrangerSlots<PeerConnection> arriving = new StrangerSlots<>(StrangerSlots.DEFAULT_LIMIT);
  private @Nullable Transport transport;
  private boolean stopped;

  /**
   * @param hasChannel whether there is a channel with a peer that is not over: then it is to be connected
   * @param onWritable told when little waits to be sent to a peer again
   * @param announced where gossip says that a node is
   */
  public Connections(
      NodeId local,
      Init init,
      NodeRuntime runtime,
      Storage database,
      Peers peers,
      Predicate<NodeId> hasChannel,
      Consumer<NodeId> onWritable,
      Function<NodeId, Optional<PeerAddress>> announced) {
    this.local = local;
    this.init = init;
    this.runtime = runtime;
    this.database = database;
    this.peers = peers;
    this.hasChannel = hasChannel;
    this.onWritable = onWritable;
    this.announced = announced;
    database.query(PeerTable::load).forEach((id, address) -> addresses.put(id, PeerAddress.parse(address, 9735)));
  }

  /** To be called once: from now on peers with channels are dialled. */
  public void start(Transport itsTransport, List<NodeId> toDial) {
    synchronized (this) {
      transport = itsTransport;
    }
    toDial.forEach(this::keepConnected);
  }

  /**
   * Connects, or finds the connection that there is.
   *
   * @param address where; remembered once a connection stands; null: where it was reached before, or where gossip says
   * @return the connection once init is through; fails with a DialException or, where no address is known, with
   * {@link UnknownAddressException}
   */
  public CompletableFuture<PeerLink> connect(NodeId peer, @Nullable PeerAddress address) {
    CompletableFuture<PeerLink> answer = new CompletableFuture<>();
    PeerConnection there;
    PeerAddress where;
    synchronized (this) {
      there = up.get(peer);
      where = address != null ? address : addressOf(peer).orElse(null);
      if (there == null && where != null) {
        dialed.computeIfAbsent(peer, _ -> new Dialed()).waiting.add(answer);
      }
    }
    if (there != null) {
      if (address == null) {
        answer.complete(there);
      } else {
        // Not dialled now, but where to dial when that connection, perhaps made by the peer, is gone.
        remember(peer, address, () -> answer.complete(there));
      }
      return answer;
    }
    if (where == null) {
      answer.completeExceptionally(new UnknownAddressException());
      return answer;
    }
    dial(peer, where, address != null);
    return answer;
  }

  private synchronized Optional<PeerAddress> addressOf(NodeId peer) {
    PeerAddress known = addresses.get(peer);
    return known != null ? Optional.of(known) : announced.apply(peer);
  }

  /** What is remembered may be of old, or mistyped: every other attempt goes to where gossip says. */
  private Optional<PeerAddress> addressToTry(NodeId peer, Backoff backoff) {
    Optional<PeerAddress> told = backoff.failures() % 2 == 1 ? announced.apply(peer) : Optional.empty();
    return told.or(() -> addressOf(peer));
  }

  /** Where a peer was reached last. */
  public synchronized Optional<PeerAddress> knownAddress(NodeId peer) {
    return Optional.ofNullable(addresses.get(peer));
  }

  private void dial(NodeId peer, PeerAddress address, boolean remember) {
    Transport itsTransport;
    synchronized (this) {
      if (stopped || transport == null) {
        return;
      }
      itsTransport = transport;
      dialed.computeIfAbsent(peer, _ -> new Dialed()).underWay++;
    }
    itsTransport.dial(peer, address).whenComplete((connection, failure) -> {
      if (failure != null) {
        failed(peer, failure);
      } else if (remember) {
        remember(peer, address, () -> {});
      }
    });
  }

  private void remember(NodeId peer, PeerAddress address, Runnable durable) {
    synchronized (this) {
      addresses.put(peer, address);
    }
    database.write(statements -> PeerTable.put(statements, peer, address.toString()), durable, _ -> {});
  }

  private void failed(NodeId peer, Throwable failure) {
    List<CompletableFuture<PeerLink>> waiting;
    synchronized (this) {
      Dialed those = dialed.computeIfAbsent(peer, _ -> new Dialed());
      those.underWay = Math.max(0, those.underWay - 1);
      those.backoff = those.backoff.failed();
      waiting = List.copyOf(those.waiting);
      those.waiting.clear();
      forgetStranger(peer, those);
    }
    waiting.forEach(answer -> answer.completeExceptionally(failure));
    keepConnected(peer);
  }

  /** What was noted of dialling a peer is kept only where it will be dialled again. */
  private void forgetStranger(NodeId peer, Dialed those) {
    if (!those.due && those.underWay == 0 && those.waiting.isEmpty() && !hasChannel.test(peer)) {
      dialed.remove(peer);
    }
  }

  /** Dials a peer that should be connected and is not, after as long as the attempts before it demand. */
  private void keepConnected(NodeId peer) {
    Duration delay;
    synchronized (this) {
      if (stopped || up.containsKey(peer) || !hasChannel.test(peer) || addressOf(peer).isEmpty()) {
        return;
      }
      Dialed those = dialed.computeIfAbsent(peer, _ -> new Dialed());
      if (those.due || those.underWay > 0) {
        return;
      }
      those.due = true;
      delay = those.backoff.delay(Math.floorMod(((runtime.randomBytes(1)[0] & 0xff) << 8) | (runtime.randomBytes(1)[0] & 0xff), 1000));
    }
    runtime.after(delay, () -> {
      Optional<PeerAddress> address;
      synchronized (this) {
        Dialed those = dialed.computeIfAbsent(peer, _ -> new Dialed());
        those.due = false;
        address = stopped || up.containsKey(peer) ? Optional.empty() : addressToTry(peer, those.backoff);
      }
      address.ifPresent(where -> dial(peer, where, false));
    });
  }

  @Override
  public ConnectionListener onConnected(Connection connection) {
    PeerConnection made = new PeerConnection(connection, init, this, runtime);
    PeerConnection turnedOut = null;
    synchronized (this) {
      if (!connection.outbound() && !hasChannel.test(connection.remote())) {
        turnedOut = arriving.enter(made).orElse(null);
      }
    }
    if (turnedOut != null) {
      turnedOut.close("room is needed for another peer");
    }
    if (connection.remote().equals(local)) {
      connection.close("this is the node itself");
    } else {
      made.start();
    }
    return made;
  }

  @Override
  public boolean ready(PeerConnection connection, Features remoteFeatures) {
    NodeId peer = connection.remote();
    PeerConnection turnedOut = null;
    List<CompletableFuture<PeerLink>> waiting;
    synchronized (this) {
      arriving.leave(connection);
      PeerConnection there = up.get(peer);
      if (there != null && !ConnectionChoice.newOneStays(local, peer, there.isOutbound(), there.age(), connection.isOutbound())) {
        return false;
      }
      if (!connection.isOutbound() && !hasChannel.test(peer)) {
        turnedOut = strangers.enter(connection).orElse(null);
      }
      up.put(peer, connection);
      Dialed those = dialed.get(peer);
      waiting = those == null ? List.of() : List.copyOf(those.waiting);
      if (those != null) {
        those.underWay -= connection.isOutbound() && those.underWay > 0 ? 1 : 0;
        those.waiting.clear();
      }
    }
    if (turnedOut != null) {
      turnedOut.close("room is needed for another peer");
    }
    LOG.info("peer={} connected address={} outbound={}", peer, connection.address(), connection.isOutbound());
    peers.linkUp(connection, remoteFeatures);
    waiting.forEach(answer -> answer.complete(connection));
    return true;
  }

  @Override
  public boolean received(PeerConnection connection, Message message) {
    // Only these two, which are rare: a stranger that opens a channel is of use, one that has opened it is none any more.
    if (message instanceof OpenChannel) {
      synchronized (this) {
        strangers.active(connection);
      }
    } else if (message instanceof ChannelReady && hasChannel.test(connection.remote())) {
      // Where there is none the message means nothing, and must not free a stranger from the bound.
      synchronized (this) {
        strangers.leave(connection);
      }
    } else if (message instanceof NodeAnnouncement announcement && announcement.nodeId().equals(connection.remote())) {
      ownWord(connection.remote(), announcement);
    }
    boolean goOn = peers.received(connection, message);
    if (!goOn) {
      peers.paused(connection);
    }
    return goOn;
  }

  /**
   * A peer says on its own connection where it is. Where it dialled us nothing else tells, for gossip is not kept over a crash: without it
   * this node would have to wait for the peer to dial again.
   */
  private void ownWord(NodeId peer, NodeAnnouncement announcement) {
    if (knownAddress(peer).isEmpty() && hasChannel.test(peer)) {
      PeerAddress.firstOf(announcement).ifPresent(address -> remember(peer, address, () -> {}));
    }
  }

  @Override
  public void writable(PeerConnection connection) {
    onWritable.accept(connection.remote());
  }

  @Override
  public void closed(PeerConnection connection, boolean wasReady, String why) {
    NodeId peer = connection.remote();
    List<CompletableFuture<PeerLink>> waiting = List.of();
    PeerConnection other;
    synchronized (this) {
      up.remove(peer, connection);
      other = up.get(peer);
      arriving.leave(connection);
      strangers.leave(connection);
      Dialed those = dialed.get(peer);
      if (those != null) {
        if (!up.containsKey(peer)) { // else it made way for another connection
          those.backoff = those.backoff.disconnected(connection.age());
        }
        if (!wasReady && connection.isOutbound()) {
          those.underWay = Math.max(0, those.underWay - 1);
          waiting = List.copyOf(those.waiting);
          those.waiting.clear();
        }
        forgetStranger(peer, those);
      }
    }
    for (CompletableFuture<PeerLink> answer : waiting) {
      if (other != null) {
        answer.complete(other);
      } else {
        answer.completeExceptionally(new org.l2node.node.transport.DialException(why));
      }
    }
    if (wasReady) {
      LOG.info("peer={} disconnected: {}", peer, why);
      peers.linkDown(connection, why);
    } else {
      LOG.debug("peer={} refused: {}", peer, why);
    }
    keepConnected(peer);
  }

  /** Dials no more. */
  public synchronized void stop() {
    stopped = true;
  }

  /** Nobody has told where this node is. */
  public static final class UnknownAddressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownAddressException() {
      super("no address is known for this node");
    }
  }
}
