package org.l2node.onchain.wallet;

/** The two chains of addresses of BIP 44. */
public enum Branch {
  RECEIVE(0),
  CHANGE(1);

  private final int number;

  Branch(int number) {
    this.number = number;
  }

  /** The number in the path: 0 or 1. */
  public int number() {
    return number;
  }
}
