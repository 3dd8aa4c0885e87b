package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.Transaction;
import org.l2node.channels.units.Satoshi;

/**
 * A transaction that was built and signed and may yet be published: its inputs are kept for it.
 *
 * @param owner whom it was built for, in the caller's words
 * @param outputIndex the output that was asked for
 */
public record Reservation(String owner, Transaction tx, int outputIndex, Satoshi fee) {}
