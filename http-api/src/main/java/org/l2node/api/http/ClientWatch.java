package org.l2node.api.http;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.l2node.api.endpoint.ApiRequest.ClientPresence.Wait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the wait of a client that has gone away. Jetty looks at a connection only when it reads or writes, so this registers the connection
 * with a selector of its own: a client that waits for an answer sends nothing, hence anything to read is the end of the connection (or a
 * pipelined request, which then ends the wait early: harmless).
 */
final class ClientWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

  private final Selector selector;
  private final Queue<Waiter> toRegister = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  ClientWatch() throws IOException {
    this.selector = Selector.open();
    Thread.ofPlatform().daemon().name("api-client-watch").start(this::run);
  }

  /** Runs {@code wait} on this thread, interrupted when the connection has something to read or this watch is closed. */
  <T> T whilePresent(SocketChannel connection, Wait<T> wait) throws InterruptedException {
    Waiter waiter = new Waiter(connection, Thread.currentThread());
    toRegister.add(waiter);
    selector.wakeup();
    try {
      if (closed) {
        throw new InterruptedException("the server stops");
      }
      return wait.run();
    } finally {
      waiter.end();
      selector.wakeup();
    }
  }

  /** Interrupts every wait, and those to come. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  private void run() {
    while (!closed) {
      try {
        // Also takes cancelled keys out, so that a connection can be registered again.
        selector.select(this::onReadable);
        cancelEnded();
        selector.selectNow(this::onReadable);
        registerNew();
      } catch (IOException e) {
        LOG.error("the watch for clients that go away has ended", e);
        closed = true;
      }
    }
    interruptAll();
  }

  private void onReadable(SelectionKey key) {
    if (key.attachment() instanceof Waiter waiter) {
      waiter.interrupt();
    }
    key.cancel();
  }

  private void cancelEnded() {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Waiter waiter && waiter.hasEnded()) {
        key.cancel();
      }
    }
  }

  private void registerNew() {
    for (Waiter waiter = toRegister.poll(); waiter != null; waiter = toRegister.poll()) {
      if (waiter.hasEnded()) {
        continue;
      }
      try {
        waiter.connection.register(selector, SelectionKey.OP_READ, waiter);
      } catch (ClosedChannelException e) {
        waiter.interrupt();
      } catch (CancelledKeyException e) {
        // An earlier wait on this connection was taken out in the same moment: next round.
        toRegister.add(waiter);
        selector.wakeup();
        return;
      }
    }
  }

  private void interruptAll() {
    List<Waiter> all = new ArrayList<>(toRegister);
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Waiter waiter) {
        all.add(waiter);
      }
    }
    all.forEach(Waiter::interrupt);
    try {
      selector.close();
    } catch (IOException e) {
      LOG.warn("closing the selector failed", e);
    }
  }

  /** A thread that waits for a client's sake. */
  private static final class Waiter {
    private final SocketChannel connection;
    private final Thread thread;
    private boolean ended;

    Waiter(SocketChannel connection, Thread thread) {
      this.connection = connection;
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!ended) {
        thread.interrupt();
      }
    }

    synchronized boolean hasEnded() {
      return ended;
    }

    /** Called by the waiting thread itself: an interrupt that came too late must not reach what it does next. */
    synchronized void end() {
      ended = true;
      Thread.interrupted();
    }
  }
}
