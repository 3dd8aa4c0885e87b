package org.l2node.api.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.PageRequest;
import picocli.CommandLine.Option;

/** A command that shows a list, a page at a time. */
abstract class PagedCommand extends ApiCommand {
  @Option(names = "--limit", paramLabel = "N", description = "Show at most N entries, up to " + PageRequest.MAX_LIMIT
      + ". Default: ${DEFAULT-VALUE}.")
  int limit = PageRequest.DEFAULT_LIMIT;

  @Option(names = "--cursor", paramLabel = "TEXT", description = "Go on where the page before has ended.")
  @Nullable
  String cursor;

  /** Asks for a page and prints it. */
  final int printPage(String path, String name, List<String> heading, Function<JsonObject, List<String>> row, String ifEmpty) {
    if (limit < 1 || limit > PageRequest.MAX_LIMIT) {
      throw usage("Invalid --limit: it must be 1 to " + PageRequest.MAX_LIMIT + ".");
    }
    String from = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    return print(get(path + "?limit=" + limit + from), page -> {
      String next = page.text("next_cursor");
      String table = Texts.table(heading, page.objects(name).stream().map(row).toList(), ifEmpty);
      return next.isEmpty() ? table : table + "There are more: --cursor " + next + "\n";
    });
  }
}
