package org.l2node.api.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that needs another one after it, as {@code channel} needs {@code list}. */
public abstract class CommandGroup implements Runnable {
  @Spec
  @Nullable
  CommandSpec spec;

  @Override
  public final void run() {
    CommandSpec filled = filled(spec);
    throw new ParameterException(filled.commandLine(), "A command is missing after \"" + filled.qualifiedName() + "\".");
  }

  /** What picocli has put into a command's field before it ran it. */
  static CommandSpec filled(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return spec;
  }
}
