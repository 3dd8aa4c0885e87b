package org.l2node.api.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names requests, in answers and in the log. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private RequestIds() {}

  static String next() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
