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
    CommandSpec filled = spec;
    if (filled == null) {
      throw new IllegalStateException("not run by picocli");
    }
    throw new ParameterException(filled.commandLine(), "A command is missing after \"" + filled.qualifiedName() + "\".");
  }
}
