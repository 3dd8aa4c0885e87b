package org.l2node.api.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a web page elsewhere made a browser send: their Host header names the page's own domain (DNS rebinding), or their
 * Origin header does.
 */
public final class HostCheck {

  private HostCheck() {}

  /** Whether a Host header ({@code name} or {@code name:port}) names this machine and no other. */
  public static boolean isLoopback(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = withoutPort(host.toLowerCase(Locale.ROOT));
    return name.equals("localhost") || name.equals("[::1]") || isLoopbackIpv4(name);
  }

  /** Whether an Origin header is absent or of a page that this machine itself served. */
  public static boolean isOwnOrigin(@Nullable String origin) {
    if (origin == null) {
      return true;
    }
    try {
      return isLoopback(new URI(origin).getAuthority());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon >= 0 && host.indexOf(']', colon) < 0 && host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    return hasPort ? host.substring(0, colon) : host;
  }

  private static boolean isLoopbackIpv4(String name) {
    String[] parts = name.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
