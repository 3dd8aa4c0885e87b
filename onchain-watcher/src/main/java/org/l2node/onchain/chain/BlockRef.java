package org.l2node.onchain.chain;

import fr.acinq.bitcoin.BlockHash;
import org.l2node.channels.units.BlockHeight;

/**
 * A block by height and hash: a place in one branch of the chain.
 *
 * @param height its height
 * @param hash its hash
 */
public record BlockRef(BlockHeight height, BlockHash hash) {
  /**
   * The confirmations of a transaction in this block when {@code tip} is the tip: 1 where it is the tip itself; 0 or less where the tip is
   * below.
   */
  public int confirmationsAt(BlockHeight tip) {
    return tip.value() - height.value() + 1;
  }

  @Override
  public String toString() {
    return height.value() + ":" + hash.value.reversed().toHex();
  }
}
