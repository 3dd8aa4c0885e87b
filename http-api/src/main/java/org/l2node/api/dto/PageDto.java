package org.l2node.api.dto;

import java.util.function.Function;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.Page;

/** The JSON of lists. */
public final class PageDto {

  private PageDto() {}

  /** @param name of the field that holds the entries */
  public static <T> JsonObject page(String name, Page<T> page, Function<T, JsonObject> entry) {
    return JsonObject.builder().put(name, page.items().stream().map(entry).toList()).put("next_cursor", page.nextCursor()).build();
  }
}
