package org.l2node.api.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Says in the words of this command line what was written wrongly, where picocli speaks of its own notions. */
final class UsageTexts {
  private static final Pattern POSITIONAL = Pattern.compile("Invalid value for positional parameter at index \\d+ \\((\\S+)\\): ");
  private static final Pattern NUMBER = Pattern.compile(" is not an? (int|long)$");

  private UsageTexts() {}

  static String of(ParameterException mistake) {
    if (mistake instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      CommandLine command = unmatched.getCommandLine();
      String word = unmatched.getUnmatched().getFirst();
      return command.getSubcommands().isEmpty()
          ? "\"" + command.getCommandSpec().qualifiedName() + "\" takes no \"" + word + "\"."
          : "There is no command \"" + command.getCommandSpec().qualifiedName() + " " + word + "\".";
    }
    return inOurWords(String.valueOf(mistake.getMessage()));
  }

  static String inOurWords(String text) {
    Matcher positional = POSITIONAL.matcher(text);
    String shorter = positional.lookingAt() ? "Invalid " + positional.group(1) + ": " + text.substring(positional.end()) : text;
    return NUMBER.matcher(shorter).replaceFirst(" is not a whole number");
  }
}
