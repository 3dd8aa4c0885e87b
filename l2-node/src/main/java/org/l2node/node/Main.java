package org.l2node.node;

/** Entry point of the program. */
public final class Main {

  private Main() {}

  /** Runs the command given in {@code args}. */
  public static void main(String[] args) {
    System.err.println("l2: no command is wired yet");
    System.exit(1);
  }
}
