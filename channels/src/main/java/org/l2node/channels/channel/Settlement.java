package org.l2node.channels.channel;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import org.l2node.channels.units.PaymentPreimage;

/** How an HTLC ends. */
public sealed interface Settlement {
  /** The preimage was shown. */
  record Fulfilled(PaymentPreimage preimage) implements Settlement {}

  /**
   * It was given back with an onion error.
   *
   * @param reason encrypted for the origin node (BOLT 4)
   */
  record Failed(ByteVector reason) implements Settlement {}

  /**
   * The peer could not read its onion.
   *
   * @param onionHash SHA-256 of the onion that the peer saw
   * @param failureCode with the BADONION bit
   */
  record Malformed(ByteVector32 onionHash, int failureCode) implements Settlement {}

  /**
   * It never was in a commitment that the peer could have signed or been given: refused, or forgotten with the connection before it was
   * signed.
   *
   * @param why for people
   */
  record NeverSent(String why) implements Settlement {}
}
