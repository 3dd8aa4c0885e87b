package org.l2node.api.service;

/**
 * Where a peer can be reached.
 *
 * @param host an IPv4 address, an IPv6 address without brackets, or a DNS name
 * @param port 1 to 65535
 */
public record PeerAddress(String host, int port) {
  private static final int MAX_HOST = 255;

  /** @throws IllegalArgumentException if the host is empty, too long or has characters that no host has, or the port is out of range */
  public PeerAddress {
    if (host.isEmpty() || host.length() > MAX_HOST) {
      throw new IllegalArgumentException("not a host: it has " + host.length() + " characters, not 1 to " + MAX_HOST);
    }
    if (!host.chars().allMatch(PeerAddress::isHostCharacter)) {
      throw new IllegalArgumentException("not a host: only letters, digits and . - _ : % can be in one");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a port: " + port + " is not 1 to 65535");
    }
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public static PeerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not host:port: the port is missing");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.contains(":") && !bracketed) {
      throw new IllegalArgumentException("not host:port: write an IPv6 address in brackets, as [::1]:9735");
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not host:port: the port must be a number from 1 to 65535");
    }
    return new PeerAddress(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
  }

  private static boolean isHostCharacter(int c) {
    boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letterOrDigit || ".-_:%".indexOf(c) >= 0;
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
