package org.l2node.api.service;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param limit 1 to {@link #MAX_LIMIT}
 * @param cursor what the part before gave as {@link Page#nextCursor}; null: from the start
 */
public record PageRequest(int limit, @Nullable String cursor) {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 500;

  /** @throws IllegalArgumentException if the limit is out of range */
  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("not a limit: " + limit + " is not 1 to " + MAX_LIMIT);
    }
  }

  /** The first part, of the usual size. */
  public static PageRequest first() {
    return new PageRequest(DEFAULT_LIMIT, null);
  }
}
