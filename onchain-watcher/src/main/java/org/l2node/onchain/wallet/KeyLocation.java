package org.l2node.onchain.wallet;

/**
 * Where a key is: {@code m/86'/coin'/0'/branch/index}.
 *
 * @param index 0 to 2^31-1
 */
public record KeyLocation(Branch branch, int index) {
  public KeyLocation {
    if (index < 0) {
      throw new IllegalArgumentException("not an address index: " + index);
    }
  }
}
