package org.l2node.routing.relay;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.SharedSecret;

/** What this node does with an irrevocably committed incoming HTLC. */
public sealed interface RelayDecision {
  /**
   * Offer an HTLC to the next hop.
   *
   * @param channel the channel to offer it by
   * @param amount of the HTLC to offer
   * @param expiry of the HTLC to offer
   * @param paymentHash of both HTLCs
   * @param onion for the next hop
   * @param sharedSecret for errors that come back; it can be had again from the incoming HTLC's onion
   */
  record RelayTo(OutgoingChannel channel, MilliSatoshi amount, CltvExpiry expiry, PaymentHash paymentHash, ByteVector onion,
      SharedSecret sharedSecret) implements RelayDecision {}

  /**
   * It pays an invoice of this node's: note that it does, then show the preimage.
   *
   * @param paymentHash of the invoice
   * @param amount that it brings
   * @param sharedSecret for an error, should it not be possible after all
   */
  record ReceiveAsFinal(PaymentHash paymentHash, MilliSatoshi amount, SharedSecret sharedSecret) implements RelayDecision {}

  /** Give it back. */
  sealed interface Refusal extends RelayDecision {
    /** How the incoming HTLC ends. */
    Settlement settlement();
  }

  /**
   * Give it back with an error for the origin node.
   *
   * @param failure what the origin node is told; not for anybody between
   * @param reason the same, encrypted
   */
  record Fail(FailureMessage failure, ByteVector reason) implements Refusal {
    static Fail of(SharedSecret sharedSecret, FailureMessage failure) {
      return new Fail(failure, OnionErrors.create(sharedSecret, failure));
    }

    @Override
    public Settlement settlement() {
      return new Settlement.Failed(reason);
    }
  }

  /**
   * Give it back because its onion cannot be read.
   *
   * @param failureCode with the BADONION bit set
   * @param onionHash SHA-256 of the onion
   */
  record FailMalformed(int failureCode, ByteVector32 onionHash) implements Refusal {
    @Override
    public Settlement settlement() {
      return new Settlement.Malformed(onionHash, failureCode);
    }
  }
}
