/** The node's own on-chain wallet: BIP 39 seed, BIP 86 addresses, balance from blocks, coin selection, funding transactions. */
@NullMarked
package org.l2node.onchain.wallet;

import org.jspecify.annotations.NullMarked;
