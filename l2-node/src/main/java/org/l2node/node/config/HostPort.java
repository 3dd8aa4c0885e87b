package org.l2node.node.config;

/**
 * Where to listen or whom to reach.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65,535; 0: any that is free, where this is where to listen
 */
public record HostPort(String host, int port) {
  /** @throws ConfigException if {@code text} is not {@code host:port} or {@code [ipv6]:port} */
  public static HostPort parse(String setting, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw new ConfigException(setting + ": write an IPv6 address in brackets, as [::1]:9735; got " + text);
    }
    try {
      int port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
      if (host.isBlank() || port < 0 || port > 65535) {
        throw new ConfigException(setting + ": needs host:port, got " + text);
      }
      return new HostPort(host, port);
    } catch (NumberFormatException _) {
      throw new ConfigException(setting + ": needs host:port, got " + text);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
