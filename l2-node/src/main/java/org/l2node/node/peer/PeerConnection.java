package org.l2node.node.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.Message;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionListener;
import org.l2node.node.transport.PeerSession;

/**
 * A connection with its session: says init, answers pings, notices silence; hands everything else to the peer's actor once init is through.
 */
final class PeerConnection implements ConnectionListener, PeerLink {
  /** Who owns the connections. Called from the connections' threads: must return at once. */
  interface Owner {
    /**
     * Init is through.
     *
     * @return false where this connection is not wanted: it is closed
     */
    boolean ready(PeerConnection connection, Features remoteFeatures);

    /** @return false where the connection is to be paused */
    boolean received(PeerConnection connection, Message message);

    /** Little waits to be sent again. */
    void writable(PeerConnection connection);

    /** @param wasReady whether {@link #ready} had accepted it */
    void closed(PeerConnection connection, boolean wasReady, String why);
  }

  private final Connection connection;
  private final Owner owner;
  private final NodeRuntime runtime;
  private final long startedMillis;
  private final PeerSession session;
  private NodeRuntime.@Nullable Timer timer;
  private boolean ready;
  private boolean over;

  PeerConnection(Connection connection, Init localInit, Owner owner, NodeRuntime runtime) {
    this.connection = connection;
    this.owner = owner;
    this.runtime = runtime;
    this.startedMillis = runtime.monotonicMillis();
    this.session = new PeerSession(localInit, now());
  }

  private Instant now() {
    return Instant.ofEpochMilli(runtime.monotonicMillis());
  }

  /** How long it has been up. */
  Duration age() {
    return Duration.ofMillis(runtime.monotonicMillis() - startedMillis);
  }

  synchronized void start() {
    carryOut(session.start());
    schedule();
  }

  @Override
  public synchronized void onMessage(Connection from, Message message) {
    carryOut(session.receive(message, now()));
  }

  @Override
  public void onUndecodable(Connection from, String reason) {
    // Warned and about to end: onClosed follows and says why.
  }

  @Override
  public void onWritable(Connection from) {
    owner.writable(this);
  }

  @Override
  public synchronized void onClosed(Connection from, String reason) {
    if (over) {
      return;
    }
    over = true;
    if (timer != null) {
      timer.cancel();
    }
    owner.closed(this, ready, reason);
  }

  private void carryOut(List<PeerSession.Step> steps) {
    for (PeerSession.Step step : steps) {
      switch (step) {
        case PeerSession.Step.Send(Message message) -> connection.send(message);
        case PeerSession.Step.Ready(Features features, _) -> {
          ready = owner.ready(this, features);
          if (!ready) {
            connection.close("another connection with this peer stays");
          }
        }
        case PeerSession.Step.Deliver(Message message) -> {
          if (ready && !owner.received(this, message)) {
            connection.pause();
          }
        }
        case PeerSession.Step.Close(String reason) -> connection.close(reason);
      }
    }
  }

  private synchronized void tick() {
    if (!over) {
      carryOut(session.tick(now()));
      schedule();
    }
  }

  private void schedule() {
    long millis = Math.max(50, Duration.between(now(), session.nextTick()).toMillis());
    timer = runtime.after(Duration.ofMillis(millis), this::tick);
  }

  @Override
  public NodeId remote() {
    return connection.remote();
  }

  @Override
  public void send(Message message) {
    connection.send(message);
  }

  @Override
  public void close(String why) {
    connection.close(why);
  }

  @Override
  public void pause() {
    connection.pause();
  }

  @Override
  public void resume() {
    connection.resume();
  }

  @Override
  public boolean isWritable() {
    return connection.writable();
  }

  @Override
  public boolean isOutbound() {
    return connection.outbound();
  }

  @Override
  public String address() {
    return connection.remoteAddress();
  }
}
