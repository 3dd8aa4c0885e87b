package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.ByteVector;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;

/**
 * A payment out of the wallet.
 *
 * @param owner names whom it is for; asking again with the same owner, script and amount gives the same transaction
 * @param script whom it pays to: for a channel the 2-of-2 witness script hash
 * @param keepBack what must stay spendable in the wallet afterwards, to pay the fees of closing channels later
 */
public record FundingRequest(String owner, ByteVector script, Satoshi amount, FeeratePerKw feerate, Satoshi keepBack) {}
