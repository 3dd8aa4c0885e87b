package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.Transaction;
import org.l2node.channels.units.Satoshi;

/** The answer to a {@link FundingRequest}. */
public sealed interface FundingResult {
  /**
   * Signed, not published; its inputs are reserved.
   *
   * @param outputIndex the output that was asked for
   */
  record Built(Transaction tx, int outputIndex, Satoshi fee) implements FundingResult {}

  /**
   * The wallet cannot pay.
   *
   * @param have what could be spent now
   * @param need the amount, the fee and what must be kept back
   */
  record InsufficientFunds(Satoshi have, Satoshi need) implements FundingResult {}

  /** The amount is so small that the network would not relay the transaction. */
  record BelowDust(Satoshi dustLimit) implements FundingResult {}

  /** Too many small outputs would be needed for one standard transaction. */
  record TooManyInputs(int limit) implements FundingResult {}
}
