package org.l2node.onchain.bitcoind;

import java.time.Duration;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** Hears of new blocks by the full node's ZeroMQ notifications. They may be lost: a hint, no more. */
final class ZmqBlocks implements AutoCloseable {
  private static final String TOPIC = "hashblock";
  private static final Duration CHECK = Duration.ofMillis(500);

  private final String address;
  private final Runnable onBlock;
  private final Thread thread;
  private volatile boolean isClosed;

  /**
   * Connects, now and whenever the connection is lost.
   *
   * @param address as in {@code tcp://127.0.0.1:28332}
   * @throws IllegalArgumentException if it is no such address
   */
  ZmqBlocks(String address, Runnable onBlock) {
    this.address = checked(address);
    this.onBlock = onBlock;
    this.thread = Thread.ofPlatform().daemon().name("zmq-blocks").start(this::run);
  }

  /** @throws IllegalArgumentException if it is no such address; the message is for people */
  static String checked(String address) {
    if (!address.matches("tcp://[^/:]+:[0-9]{1,5}")) {
      throw new IllegalArgumentException("not a ZeroMQ address (tcp://host:port): " + address);
    }
    return address;
  }

  private void run() {
    try (ZContext context = new ZContext()) {
      // JeroMQ's own threads meet connections that close under them, at the end of a context or with the full node: it goes on or connects
      // anew, and would print a stack trace. Without a notice the node asks as often as it does without ZeroMQ.
      context.setNotificationExceptionHandler((_, _) -> {});
      context.setUncaughtExceptionHandler((_, _) -> {});
      ZMQ.Socket socket = context.createSocket(SocketType.SUB);
      socket.setReceiveTimeOut((int) CHECK.toMillis());
      socket.setLinger(0);
      socket.subscribe(TOPIC.getBytes(ZMQ.CHARSET));
      socket.connect(address);
      while (!isClosed) {
        byte[] part = socket.recv();
        if (part != null && !socket.hasReceiveMore()) { // topic, hash and sequence: one hint for the three
          onBlock.run();
        }
      }
    } catch (ZMQException e) {
      if (!isClosed) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join(2 * CHECK.toMillis());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
