package org.l2node.itests.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** TCP ports for a test's processes. */
final class Ports {
  private Ports() {}

  /** One that nobody listens on at the moment. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("no free port", e);
    }
  }
}
