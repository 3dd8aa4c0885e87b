package org.l2node.node;

import java.util.List;
import org.l2node.api.cli.L2Cli;
import org.l2node.node.bench.BenchCommand;
import org.l2node.node.demo.DemoCommand;
import org.l2node.node.sim.SimCommand;

/** Entry point of the program. */
public final class Main {

  private Main() {}

  /** Runs the command given in {@code args}; the exit code is the command's. */
  public static void main(String[] args) {
    System.exit(L2Cli.commandLine(List.of(new StartCommand(), new DemoCommand(), new BenchCommand(), new SimCommand())).execute(args));
  }
}
