package org.l2node.api.cli;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code l2}. Runs no node: the commands that do are handed in by l2-node. */
public final class L2Cli {

  private L2Cli() {}

  @Command(name = "l2", synopsisSubcommandLabel = "COMMAND", versionProvider = Version.class,
      description = "L2 Node: a Lightning node. Runs one, or talks to one that runs.", footer = {
          "", "\"l2 help COMMAND\" and \"l2 COMMAND --help\" tell more of each.", "",
          "Amounts carry their unit: 25000sat, 1000msat, 0.001btc.", "",
          "Exit codes: 0 ok, 1 error, 2 wrong usage, 3 node not reachable, 4 payment failed, 5 payment pending."})
  static final class Root implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(CommandGroup.filled(spec).commandLine(), "A command is missing.");
    }
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[]{RootCommands.line()};
    }
  }

  /**
   * The whole command line; {@code execute(args)} gives the exit code.
   *
   * @param extraSubcommands more commands, annotated for picocli, listed before those here: {@code start}, {@code demo}, {@code bench}.
   *   Those that throw {@link RuntimeException} end with exit code 1 and only the exception's text; those that are
   *   {@code Callable<Integer>} give their exit code
   */
  public static CommandLine commandLine(List<Object> extraSubcommands) {
    CommandLine root = new CommandLine(new Root());
    extraSubcommands.forEach(root::addSubcommand);
    NodeCommands.all().forEach(root::addSubcommand);
    root.addSubcommand(new NodeCommands.Wallet());
    root.addSubcommand(new PeerCommands());
    root.addSubcommand(new ChannelCommands());
    root.addSubcommand(new InvoiceCommands());
    root.addSubcommand(new PaymentCommands.Pay());
    root.addSubcommand(new PaymentCommands());
    RootCommands.all().forEach(root::addSubcommand);
    addHelp(root);
    root.getCommandSpec()
        .addOption(CommandLine.Model.OptionSpec.builder("--version").versionHelp(true).description("Show the version.").build());
    root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    root.setUsageHelpAutoWidth(true);
    root.setAbbreviatedOptionsAllowed(false);
    root.setParameterExceptionHandler(L2Cli::wrongUsage);
    root.setExecutionExceptionHandler((e, commandLine, _) -> failed(e, commandLine));
    return root;
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec()
        .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help").usageHelp(true).order(102).description("Show this help.").build());
    command.getSubcommands().values().stream().filter(c -> c.getCommandSpec().findOption("--help") == null).forEach(L2Cli::addHelp);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(UsageTexts.of(e));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.print("Usage: " + command.getHelp().synopsis("Usage: ".length()));
      if (!command.getSubcommands().isEmpty()) {
        err.println("Commands: " + String.join(", ", command.getSubcommands().keySet()));
      }
    }
    err.println("\"" + command.getCommandSpec().qualifiedName() + " --help\" tells more.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    int exitCode = e instanceof CliFailure failure ? failure.exitCode() : ExitCode.ERROR;
    String text = e.getMessage();
    err.println("error: " + (text == null ? e.getClass().getSimpleName() : text));
    err.flush();
    return exitCode;
  }
}
