package org.l2node.api.service;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor where the next part begins: opaque to the client, chosen by the service so that nothing is lost or doubled when entries
 *   come in between; null where this is the last part
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Cuts a page out of a whole list that lies in memory; the cursor is the key of the last entry given.
   *
   * @param all in the order of the answer
   * @param key names an entry, different for each
   * @throws ApiProblem {@code invalid_value} if no entry has the cursor's key
   */
  public static <T> Page<T> of(List<T> all, Function<T, String> key, PageRequest request) {
    int from = 0;
    String cursor = request.cursor();
    if (cursor != null) {
      while (from < all.size() && !key.apply(all.get(from)).equals(cursor)) {
        from++;
      }
      if (from == all.size()) {
        throw ApiProblem.of(ProblemCode.INVALID_VALUE, "This cursor is not of this list; ask again without it.", "cursor");
      }
      from++;
    }
    int to = Math.min(from + request.limit(), all.size());
    List<T> items = all.subList(from, to);
    return new Page<>(items, to < all.size() ? key.apply(items.getLast()) : null);
  }
}
