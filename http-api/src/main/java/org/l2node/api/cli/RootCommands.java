package org.l2node.api.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.api.ProjectVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What tells of the command line itself. */
final class RootCommands {

  private RootCommands() {}

  static List<Object> all() {
    return List.of(new Help(), new ShowVersion());
  }

  @Command(name = "help", description = "Show the help of a command, or of all.")
  static final class Help implements Runnable {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "As in \"l2 help channel open\".")
    List<String> words = List.of();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
      CommandSpec own = CommandGroup.filled(spec);
      CommandLine found = own.parent().commandLine();
      for (String word : words) {
        CommandLine next = found.getSubcommands().get(word);
        if (next == null) {
          throw new ParameterException(found, "There is no command \"" + String.join(" ", words) + "\".");
        }
        found = next;
      }
      found.usage(own.commandLine().getOut());
      own.commandLine().getOut().flush();
    }
  }

  @Command(name = "version", description = "Show the version.")
  static final class ShowVersion implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
      CommandSpec own = CommandGroup.filled(spec);
      own.commandLine().getOut().println(line());
      own.commandLine().getOut().flush();
    }
  }

  static String line() {
    return "l2 " + ProjectVersion.text();
  }
}
