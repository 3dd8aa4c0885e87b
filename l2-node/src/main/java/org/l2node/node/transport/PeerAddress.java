package org.l2node.node.transport;

import fr.acinq.bitcoin.ByteVector;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.l2node.channels.wire.NodeAddress;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.WireFormatException;

/**
 * Where a node can be reached.
 *
 * @param host an IPv4 or IPv6 address without brackets, or a DNS name
 * @param port 1 to 65,535
 */
public record PeerAddress(String host, int port) {
  private static final int MAX_HOST_LENGTH = 255;

  /** @throws IllegalArgumentException with a text for people if this can be no address, or one of Tor's */
  public PeerAddress {
    if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
      throw new IllegalArgumentException("the host of an address has 1 to " + MAX_HOST_LENGTH + " characters");
    }
    if (host.toLowerCase(Locale.ROOT).endsWith(".onion")) {
      throw new IllegalArgumentException(host + " is an address in Tor, which this node cannot reach");
    }
    if (host.contains(":") ? literal(host).isEmpty() : !host.chars().allMatch(PeerAddress::isNameCharacter)) {
      throw new IllegalArgumentException("not a host: " + printable(host));
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_';
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /**
   * Reads {@code host}, {@code host:port} or {@code [ipv6]:port}.
   *
   * @param defaultPort where the text names none
   * @throws IllegalArgumentException with a text for people
   */
  public static PeerAddress parse(String text, int defaultPort) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String rest = end < 0 ? "" : text.substring(end + 1);
      if (end < 0 || !rest.isEmpty() && !rest.startsWith(":") || !text.substring(1, end).contains(":")) {
        throw new IllegalArgumentException("not an address: " + printable(text) + " (an IPv6 address looks like [2001:db8::1]:9735)");
      }
      return new PeerAddress(text.substring(1, end), rest.isEmpty() ? defaultPort : port(rest.substring(1)));
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new PeerAddress(text, defaultPort);
    }
    if (colon != text.lastIndexOf(':')) {
      throw new IllegalArgumentException(
          "not an address: " + printable(text) + " (an IPv6 address is put in brackets: [2001:db8::1]:9735)");
    }
    return new PeerAddress(text.substring(0, colon), port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("a port is 1 to 65535, not \"" + printable(text) + "\"");
    }
    return Integer.parseInt(text);
  }

  /** An announced address as one that can be dialled; empty for Tor's, for port 0 and for names that are none. */
  public static Optional<PeerAddress> of(NodeAddress address) {
    try {
      return switch (address) {
        case NodeAddress.IpV4(ByteVector ip, int port) -> Optional.of(new PeerAddress(text(ip), port));
        case NodeAddress.IpV6(ByteVector ip, int port) -> Optional.of(new PeerAddress(text(ip), port));
        case NodeAddress.DnsName(String hostname, int port) -> Optional.of(new PeerAddress(hostname, port));
        case NodeAddress.TorV3 _ -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The first of the addresses that a node announces that can be dialled. */
  public static Optional<PeerAddress> firstOf(NodeAnnouncement announcement) {
    try {
      return NodeAddress.readAll(announcement.addresses()).stream().flatMap(address -> of(address).stream()).findFirst();
    } catch (WireFormatException _) {
      return Optional.empty(); // what a node tells of itself is not to be trusted
    }
  }

  private static String text(ByteVector ip) {
    try {
      return InetAddress.getByAddress(ip.toByteArray()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** This as node_announcement tells it (BOLT 7). */
  public NodeAddress toNodeAddress() {
    return literal(host).<NodeAddress>map(address -> {
      ByteVector bytes = new ByteVector(address.getAddress());
      return bytes.size() == 4 ? new NodeAddress.IpV4(bytes, port) : new NodeAddress.IpV6(bytes, port);
    }).orElseGet(() -> new NodeAddress.DnsName(host, port));
  }

  /** The address that the text spells out, without asking anyone. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
