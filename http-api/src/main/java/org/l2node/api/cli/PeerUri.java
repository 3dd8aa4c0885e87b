package org.l2node.api.cli;

import org.jspecify.annotations.Nullable;
import org.l2node.api.service.PeerAddress;

/**
 * A peer as people write it: {@code NODE_ID@HOST:PORT} or only {@code NODE_ID}. The node itself checks the id.
 *
 * @param address null where only the id is given
 */
record PeerUri(String nodeId, @Nullable PeerAddress address) {
  private static final int NODE_ID_DIGITS = 66;

  /** @throws IllegalArgumentException with a text for people if {@code text} has another form */
  static PeerUri parse(String text) {
    int at = text.indexOf('@');
    String id = at < 0 ? text : text.substring(0, at);
    if (id.length() != NODE_ID_DIGITS || !id.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IllegalArgumentException("a peer is written NODE_ID@HOST:PORT, the node id having 66 hexadecimal digits");
    }
    return new PeerUri(id, at < 0 ? null : PeerAddress.parse(text.substring(at + 1)));
  }
}
