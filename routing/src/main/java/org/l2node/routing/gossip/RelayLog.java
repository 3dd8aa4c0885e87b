package org.l2node.routing.gossip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is passed on, oldest first, each message once: a newer update takes the place of the older one at the end of the line. A
 * peer's whole need is one number, how far it has been sent; a filter that asks for everything only sets it back.
 */
final class RelayLog {
  private final List<@Nullable StoredMessage> messages = new ArrayList<>();
  private int dead;
  /** What has been flushed: peers see no further. */
  private int visible;

  /** Puts a message at the end, away from where it was before. */
  void append(StoredMessage message) {
    remove(message);
    message.place = messages.size();
    messages.add(message);
  }

  void remove(StoredMessage message) {
    if (message.place >= 0) {
      messages.set(message.place, null);
      message.place = -1;
      dead++;
    }
  }

  /** Lets peers see all that is there. */
  void flush() {
    visible = messages.size();
  }

  int visible() {
    return visible;
  }

  /** The message at a place; null where it is gone. */
  @Nullable
  StoredMessage at(int place) {
    return messages.get(place);
  }

  boolean needsCompaction() {
    return dead > 1_000 && dead > messages.size() / 2;
  }

  /**
   * Closes the gaps.
   *
   * @return for each place before, the place now
   */
  int[] compact() {
    int[] moved = new int[messages.size() + 1];
    int to = 0;
    for (int from = 0; from < messages.size(); from++) {
      moved[from] = to;
      StoredMessage message = messages.get(from);
      if (message != null) {
        message.place = to;
        messages.set(to, message);
        to++;
      }
    }
    moved[messages.size()] = to;
    visible = moved[visible];
    messages.subList(to, messages.size()).clear();
    dead = 0;
    return moved;
  }

  int size() {
    return messages.size() - dead;
  }
}
