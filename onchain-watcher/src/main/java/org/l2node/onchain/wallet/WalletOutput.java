package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;

/**
 * An output that pays to a key of the wallet.
 *
 * @param coinbase whether it is a miner's reward, which nobody can spend for 100 blocks
 * @param block where it is confirmed; null while it is not: then it is change of the wallet's own transaction
 * @param spend who spends it; null where nobody does. Kept until the spender is buried
 */
public record WalletOutput(OutPoint outPoint, Satoshi amount, ByteVector script, KeyLocation key, boolean coinbase,
    @Nullable BlockRef block,
    @Nullable OutputSpend spend) {

  WalletOutput confirmedIn(@Nullable BlockRef where) {
    return new WalletOutput(outPoint, amount, script, key, coinbase, where, spend);
  }

  WalletOutput spentBy(@Nullable OutputSpend who) {
    return new WalletOutput(outPoint, amount, script, key, coinbase, block, who);
  }
}
