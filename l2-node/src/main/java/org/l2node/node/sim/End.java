package org.l2node.node.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.Warning;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.node.transport.Connection;
import org.l2node.node.transport.ConnectionListener;

/** One end of a connection, with the messages on their way to it. Their order is kept; when they arrive, and whether, is chance. */
final class End implements Connection, Source {
  /** What is held back while more than this waits, as with the real transport. */
  private static final int WRITABLE = 200;

  private final World world;
  private final Life life;
  private final NodeId remote;
  private final boolean outbound;
  private final Deque<byte[]> inbox = new ArrayDeque<>();
  private @Nullable End other;
  private @Nullable ConnectionListener listener;
  private @Nullable String closing;
  private boolean remoteGone;
  private boolean told;
  private boolean paused;

  End(World world, Life life, NodeId remote, boolean outbound) {
    this.world = world;
    this.life = life;
    this.remote = remote;
    this.outbound = outbound;
  }

  void join(End otherEnd) {
    other = otherEnd;
  }

  void listen(ConnectionListener itsListener) {
    listener = itsListener;
    life.add(this);
  }

  Life life() {
    return life;
  }

  private End other() {
    return java.util.Objects.requireNonNull(other);
  }

  End far() {
    return other();
  }

  /** The connection breaks: what was on its way may be lost from any message on. */
  void cut() {
    for (End end : new End[]{this, other()}) {
      int kept = world.random().nextInt(end.inbox.size() + 1);
      while (end.inbox.size() > kept) {
        end.inbox.removeLast();
      }
      end.remoteGone = true;
    }
  }

  /** Something that this node never meant to send. */
  void inject(byte[] bytes) {
    if (isOpen() && !remoteGone) {
      other().inbox.add(bytes);
    }
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
    return "simulated";
  }

  @Override
  public void send(Message message) {
    byte[] bytes = MessageCodec.encode(message);
    life.crashPoint("before it sends");
    if (life.isOver() || !isOpen() || remoteGone) {
      return;
    }
    world.sent(this, bytes);
    life.crashPoint("after it sent");
  }

  @Override
  public boolean writable() {
    return other().inbox.size() < WRITABLE;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public void close(String reason) {
    if (closing == null && !life.isOver()) {
      world.closed(life, remote, reason);
      closing = reason;
      other().remoteGone = true;
    }
  }

  @Override
  public boolean isOpen() {
    return closing == null && !told && !life.isOver();
  }

  @Override
  public boolean isReady() {
    return !told && (closing != null || (inbox.isEmpty() ? remoteGone : !paused));
  }

  @Override
  public void run() {
    ConnectionListener its = java.util.Objects.requireNonNull(listener);
    if (closing != null || inbox.isEmpty()) {
      told = true;
      life.remove(this);
      other().remoteGone = true;
      String why = closing != null ? closing : "the other side is gone";
      world.trace().note(life.name() + " loses " + world.nameOf(remote) + ": " + why);
      its.onClosed(this, why);
    } else {
      deliver(its, inbox.remove());
    }
    if (inbox.size() < WRITABLE && other().isOpen() && other().listener != null) {
      other().listener.onWritable(other());
    }
  }

  private void deliver(ConnectionListener its, byte[] bytes) {
    Message message;
    try {
      message = MessageCodec.decode(bytes);
    } catch (WireFormatException e) {
      // As the real transport answers what is no message (BOLT 1).
      world.trace().note(life.name() + " <- " + world.nameOf(remote) + " not a message", bytes);
      send(Warning.of("cannot read the message: " + e.getMessage()));
      its.onUndecodable(this, String.valueOf(e.getMessage()));
      close("cannot read the message");
      return;
    }
    world.trace().note(life.name() + " <- " + world.nameOf(remote) + " " + nameOf(message), bytes);
    its.onMessage(this, message);
  }

  private static String nameOf(Message message) {
    return switch (message) {
      case ErrorMessage error -> "ErrorMessage " + error.text();
      case Warning warning -> "Warning " + warning.text();
      default -> message.getClass().getSimpleName();
    };
  }
}
