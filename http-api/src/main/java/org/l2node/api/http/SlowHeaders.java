package org.l2node.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections that send the header of a request byte by byte, so that the idle timeout never strikes, to keep the connection from
 * others. A connection is looked at once per period: one that got bytes but no whole header in two periods in a row is closed.
 */
final class SlowHeaders extends AbstractLifeCycle implements Connection.Listener {
  private final Duration period;
  private final Map<Connection, Seen> connections = new ConcurrentHashMap<>();
  private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

  /**
   * @param bytesIn received until the last look
   * @param requests begun until the last look
   * @param slow whether there were bytes but no request in the period before the last look
   */
  private record Seen(long bytesIn, long requests, boolean slow) {}

  /** @param period half of the time that a header may take at most */
  SlowHeaders(Duration period) {
    this.period = period;
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, new Seen(0, 0, false));
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  @Override
  protected void doStart() {
    thread = Thread.ofVirtual().name("api-slow-headers").start(this::run);
  }

  @Override
  protected void doStop() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(period);
        connections.forEach(this::look);
      }
    } catch (InterruptedException e) {
      // Stopped: nothing is left to do.
      return;
    }
  }

  private void look(Connection connection, Seen before) {
    long requests = connection.getMessagesIn();
    long bytesIn = connection.getBytesIn();
    boolean requestInHand = requests > connection.getMessagesOut();
    boolean slow = bytesIn > before.bytesIn && requests == before.requests && !requestInHand;
    if (slow && before.slow) {
      connection.close();
      return;
    }
    connections.replace(connection, before, new Seen(bytesIn, requests, slow));
  }
}
