package org.l2node.api.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks a running node. */
abstract class ApiCommand implements Callable<Integer> {
  /** A command that has no exit code of its own. */
  static final int OK = ExitCode.OK;

  @Option(names = "--datadir", paramLabel = "DIR", order = 100,
      description = "The node's data directory. Default: $$L2_DATADIR, else ~/.l2node.")
  @Nullable
  Path dataDirectory;

  @Option(names = "--json", order = 101, description = "Print the API's own JSON instead of a text for people.")
  boolean json;

  @Spec
  @Nullable
  CommandSpec spec;

  private @Nullable ApiClient client;

  /** Does the command. */
  @Override
  public abstract Integer call();

  /**
   * Asks the node.
   *
   * @return its answer, which is no error
   * @throws CliFailure if the node refuses or cannot be reached
   */
  final ApiClient.Reply ask(String method, String path, @Nullable JsonObject body) {
    ApiClient.Reply reply = client().send(method, path, body);
    if (!reply.isOk()) {
      throw refused(reply);
    }
    return reply;
  }

  /** The connection to the node, the same for all that this command asks. */
  final ApiClient client() {
    ApiClient used = client;
    if (used == null) {
      used = ApiClient.of(dataDirectory());
      client = used;
    }
    return used;
  }

  final ApiClient.Reply get(String path) {
    return ask("GET", path, null);
  }

  private CliFailure refused(ApiClient.Reply reply) {
    if (json) {
      out().println(reply.text());
    }
    String code = reply.body().text("code");
    String detail = inWords(reply.body().text("detail"), reply.body().text("param"));
    String id = code.equals("internal_error") ? " (request_id " + reply.body().text("request_id") + ")" : "";
    return new CliFailure(ExitCode.ERROR, (detail.isEmpty() ? "The node answered with status " + reply.status() + "." : detail) + id);
  }

  /** A refusal that begins with the API's name of a field, in the words of the command line. */
  static String inWords(String detail, String param) {
    String word = switch (param) {
      case "push_msat" -> "--push";
      case "amount_msat", "amount_sat" -> "--amount";
      case "max_fee_msat" -> "--max-fee";
      case "expiry_s" -> "--expiry";
      case "feerate_sat_per_vbyte" -> "--feerate";
      case "destination" -> "The invoice";
      default -> "";
    };
    return word.isEmpty() || !detail.startsWith(param + " ") ? detail : word + detail.substring(param.length());
  }

  /** Prints an answer: as it came, or as text for people. */
  final int print(ApiClient.Reply reply, Function<JsonObject, String> text) {
    if (json) {
      out().println(reply.text());
    } else {
      out().print(text.apply(reply.body()));
    }
    out().flush();
    return OK;
  }

  final PrintWriter out() {
    return commandSpec().commandLine().getOut();
  }

  /** A mistake in what was written, told with the command's usage. */
  final ParameterException usage(String text) {
    return new ParameterException(commandSpec().commandLine(), text);
  }

  private CommandSpec commandSpec() {
    return CommandGroup.filled(spec);
  }

  /** Of the node that is asked. */
  final Path dataDirectory() {
    Path given = dataDirectory;
    return given == null ? defaultDataDirectory() : given;
  }

  /** Where the node is looked for when {@code --datadir} is not given. */
  static Path defaultDataDirectory() {
    String fromEnvironment = System.getenv("L2_DATADIR");
    return fromEnvironment == null || fromEnvironment.isBlank()
        ? Path.of(System.getProperty("user.home"), ".l2node")
        : Path.of(fromEnvironment);
  }
}
