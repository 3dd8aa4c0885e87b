package org.l2node.node.demo;

/** Something that the demo promises did not hold; the text says what. */
public final class DemoFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DemoFailure(String message) {
    super(message);
  }
}
