package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.ByteVector;

/** An address of this wallet and the output script it stands for. */
public record WalletAddress(String address, ByteVector script, KeyLocation key) {}
