package org.l2node.node.transport;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the connections with nodes that this node has no channel with; those with channel peers are not counted, so that strangers cannot
 * take their place. One stranger too many costs the one that has been idle for longest its connection. Belongs to one actor.
 *
 * @param <C> a connection, told apart by equality
 */
public final class StrangerSlots<C> {
  /** What a node runs with. */
  public static final int DEFAULT_LIMIT = 64;

  private final int limit;
  private final Set<C> idleFirst = new LinkedHashSet<>();

  /** @param limit how many strangers there may be, at least 1 */
  public StrangerSlots(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    this.limit = limit;
  }

  /** A stranger has connected. Returns the connection to be closed for it, if there is no room. */
  public Optional<C> enter(C connection) {
    Optional<C> evicted = Optional.empty();
    if (!idleFirst.contains(connection) && idleFirst.size() >= limit) {
      Iterator<C> all = idleFirst.iterator();
      evicted = Optional.of(all.next());
      all.remove();
    }
    idleFirst.remove(connection);
    idleFirst.add(connection);
    return evicted;
  }

  /** A stranger did something of use; nothing happens for one that is not counted. */
  public void active(C connection) {
    if (idleFirst.remove(connection)) {
      idleFirst.add(connection);
    }
  }

  /** A stranger has gone, or is none any more since it has a channel now. */
  public void leave(C connection) {
    idleFirst.remove(connection);
  }

  public int size() {
    return idleFirst.size();
  }
}
